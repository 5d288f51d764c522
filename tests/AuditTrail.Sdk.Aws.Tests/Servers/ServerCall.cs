using System.Text;
using System.Text.Json.Nodes;
using AuditTrail.TestServers.Signing;

namespace AuditTrail.Aws.Tests.Servers;

/// <summary>Calls a server by hand, well signed.</summary>
internal static class ServerCall
{
    private static readonly HttpClient Client = new();

    public static Task<ServerReply> LakeAsync(string endpoint, string body, string query, DateTimeOffset? at = null, string contentType = "application/json") =>
        SendAsync(new RequestSigner("cloudtrail-data", "eu-central-1", SigningCredentials.Example).Post(endpoint, "/PutAuditEvents" + query, Encoding.UTF8.GetBytes(body), contentType, at ?? TimeProvider.System.GetUtcNow()));

    public static Task<ServerReply> LogsAsync(string endpoint, string operation, string body, DateTimeOffset? at = null) =>
        SendAsync(new RequestSigner("logs", "eu-central-1", SigningCredentials.Example).Post(
            endpoint, "/", Encoding.UTF8.GetBytes(body), "application/x-amz-json-1.1", at ?? TimeProvider.System.GetUtcNow(), ("x-amz-target", "Logs_20140328." + operation)));

    public static async Task<ServerReply> SendAsync(HttpRequestMessage message)
    {
        using var request = message;
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var body = text.StartsWith('{') ? JsonNode.Parse(text) : null;
        var code = response.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.Single().Split(':')[0] : body?["__type"]?.GetValue<string>();
        return new ServerReply((int)response.StatusCode, code, text, body);
    }
}
