using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace AuditTrail.Aws;

/// <summary>Reads answers and refusals of both JSON protocols of AWS (rest-json and JSON 1.1).</summary>
internal sealed class JsonAnswerUnmarshaller : JsonResponseUnmarshaller
{
    // A proxy may answer with anything.
    private const int LongestRefusal = 64 * 1024;

    public static JsonAnswerUnmarshaller Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
    {
        // The SDK takes a redirect for success; what was sent has arrived nowhere.
        var status = context.ResponseData.StatusCode;
        return status == HttpStatusCode.OK
            ? new JsonAnswer
            {
                Body = ReadBody(context, int.MaxValue),
                NamesRequest = context.ResponseData.GetHeaderValue("x-amzn-RequestId") is { Length: > 0 },
                ServerTime = TimeOf(context.ResponseData),
            }
            : throw UnmarshallException(context, new HttpRequestException($"HTTP {(int)status}", inner: null, status), status);
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode)
    {
        var (code, message) = ReadRefusal(ReadBody(context, LongestRefusal));
        if (context.ResponseData.GetHeaderValue("x-amzn-ErrorType") is { Length: > 0 } header)
        {
            code = header;
        }

        return new AmazonServiceException(
            message ?? $"HTTP {(int)statusCode}",
            innerException,
            (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender,
            ShapeOf(code),
            context.ResponseData.GetHeaderValue("x-amzn-RequestId") ?? "",
            statusCode);
    }

    /// <summary>The service's clock.</summary>
    public static DateTimeOffset? TimeOf(IWebResponseData? answer) =>
        DateTimeOffset.TryParseExact(answer?.GetHeaderValue("Date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    // As "com.amazonaws.logs#ThrottlingException:http://internal.amazon.com/…": the name stands between # and :.
    private static string ShapeOf(string? code)
    {
        var name = (code ?? "").Split(':', 2)[0];
        return name[(name.LastIndexOf('#') + 1)..].Trim();
    }

    private static (string? Code, string? Message) ReadRefusal(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return (TextOf(root, "__type") ?? TextOf(root, "code"), TextOf(root, "message") ?? TextOf(root, "Message"));
        }
        catch (JsonException)
        {
            var text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 400)));
            return (null, text.Length == 0 ? null : text);
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[] ReadBody(JsonUnmarshallerContext context, int most)
    {
        using var body = new MemoryStream();
        var buffer = new byte[8 * 1024];
        int read;
        while (body.Length < most && (read = context.Stream.Read(buffer)) > 0)
        {
            body.Write(buffer, 0, (int)Math.Min(read, most - body.Length));
        }

        return body.ToArray();
    }
}
