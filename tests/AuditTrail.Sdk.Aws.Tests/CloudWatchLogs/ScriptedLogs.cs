using System.Text.Json;
using AuditTrail.Aws.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.Aws.Tests.CloudWatchLogs;

/// <summary>A server that answers each operation as a test says.</summary>
internal sealed class ScriptedLogs(RefusingServer server) : IAsyncDisposable
{
    public const string Taken = """{"nextSequenceToken":"1"}""";

    public string Endpoint => server.Endpoint;

    /// <summary>The operations that were asked for, in order.</summary>
    public IReadOnlyList<string> Operations => [.. server.Requests.Select(OperationOf)];

    /// <summary>The numbers of the events of each <c>PutLogEvents</c>.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Puts =>
        [.. server.Requests.Where(request => OperationOf(request) == "PutLogEvents").Select(request => NumbersOf(request.Body))];

    public IReadOnlyList<string> Bodies => [.. server.Requests.Select(request => System.Text.Encoding.UTF8.GetString(request.Body))];

    /// <param name="answer">From the operation, the numbers of the events that were sent (-1 for what is none of ours) and how often the operation was asked for before.</param>
    public static async Task<ScriptedLogs> StartAsync(Func<string, IReadOnlyList<int>, int, (int Status, string Body)> answer)
    {
        RefusingServer? self = null;
        self = await RefusingServer.StartAsync(context =>
        {
            var request = self!.Requests[^1];
            var operation = OperationOf(request);
            var (status, body) = answer(operation, operation == "PutLogEvents" ? NumbersOf(request.Body) : [], self.Requests.Count(one => OperationOf(one) == operation) - 1);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/x-amz-json-1.1";
            context.Response.Headers["x-amzn-RequestId"] = "11111111-2222-3333-4444-555555555555";
            return context.Response.WriteAsync(body);
        });
        return new ScriptedLogs(self);
    }

    /// <summary>One whose every <c>PutLogEvents</c> is answered so; everything else succeeds.</summary>
    public static Task<ScriptedLogs> StartAsync(int status, string body) => StartAsync((operation, _, _) => operation == "PutLogEvents" ? (status, body) : (200, ""));

    public static (int Status, string Body) Refusal(string code, string message = "no", int status = 400) => (status, $$"""{"__type":"{{code}}","message":"{{message}}"}""");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static string OperationOf(RefusingServer.Request request) => request.Headers["x-amz-target"].Split('.')[1];

    private static List<int> NumbersOf(byte[] body)
    {
        using var sent = JsonDocument.Parse(body);
        return [.. sent.RootElement.GetProperty("logEvents").EnumerateArray().Select(item => item.GetProperty("message").GetString()!).Select(NumberOf)];
    }

    private static int NumberOf(string message)
    {
        if (message[0] != '{')
        {
            return -1;
        }

        using var record = JsonDocument.Parse(message);
        return int.Parse(record.RootElement.GetProperty("requestParameters").GetProperty("number").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }
}
