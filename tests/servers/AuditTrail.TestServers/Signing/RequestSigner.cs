using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.TestServers.Signing;

/// <summary>Signs requests by hand, to show that a server refuses what no SDK would send.</summary>
public sealed record RequestSigner(string Service, string Region, SigningCredentials Credentials)
{
    /// <summary>Makes a POST that is signed over exactly these parts; what is changed afterwards breaks the signature.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="path">Path and query, encoded.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">The body's type.</param>
    /// <param name="at">When it is signed.</param>
    /// <param name="headers">Further headers, lower-case; those that begin with <c>x-amz-</c> are signed.</param>
    public HttpRequestMessage Post(string server, string path, ReadOnlyMemory<byte> body, string contentType, DateTimeOffset at, params (string Name, string Value)[] headers)
    {
        var uri = new Uri(server + path);
        var date = at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var all = new Dictionary<string, string>(StringComparer.Ordinal) { ["host"] = uri.Authority, ["content-type"] = contentType, ["x-amz-date"] = date };
        if (Credentials.SessionToken is { } token)
        {
            all["x-amz-security-token"] = token;
        }

        foreach (var (name, value) in headers)
        {
            all[name] = value;
        }

        var question = path.IndexOf('?', StringComparison.Ordinal);
        var received = new ReceivedRequest("POST", question < 0 ? path : path[..question], question < 0 ? "" : path[(question + 1)..], all, body);
        var signed = all.Keys.Where(name => name is "host" or "content-type" || name.StartsWith("x-amz-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        string[] scope = [date[..8], Region, Service, "aws4_request"];
        var signature = scope.Aggregate(Encoding.UTF8.GetBytes("AWS4" + Credentials.SecretAccessKey), (key, part) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part)));
        var text = $"AWS4-HMAC-SHA256\n{date}\n{string.Join('/', scope)}\n{CanonicalRequest.HashOf(received, signed)}";

        var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent(body.ToArray()) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach (var (name, value) in all.Where(pair => pair.Key is not ("host" or "content-type")))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={Credentials.AccessKeyId}/{string.Join('/', scope)}, SignedHeaders={string.Join(';', signed)}, Signature={Convert.ToHexStringLower(HMACSHA256.HashData(signature, Encoding.UTF8.GetBytes(text)))}");
        return request;
    }
}
