using System.Net;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>Answers requests as the test says, without a network, and keeps them.</summary>
internal sealed class ScriptedReceiver(Func<ReceivedRequest, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler, IHttpClientFactory
{
    private readonly List<ReceivedRequest> _requests = [];
    private readonly List<string> _names = [];

    public ScriptedReceiver(Func<ReceivedRequest, HttpResponseMessage> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    public ScriptedReceiver(HttpStatusCode status = HttpStatusCode.OK)
        : this(_ => new HttpResponseMessage(status))
    {
    }

    public IReadOnlyList<ReceivedRequest> Requests => _requests;

    /// <summary>The names of the clients that were asked for.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>A time-out of the client's own, as an application may set.</summary>
    public TimeSpan ClientTimeout { get; init; } = TimeSpan.FromSeconds(100);

    public HttpClient CreateClient(string name)
    {
        _names.Add(name);
        return new HttpClient(this, disposeHandler: false) { Timeout = ClientTimeout };
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Its length is among the headers once it was asked for, as the platform does.
        _ = request.Content!.Headers.ContentLength;
        var headers = request.Headers.Concat(request.Content.Headers).ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Value), StringComparer.OrdinalIgnoreCase);
        var received = new ReceivedRequest(request.Method.Method, request.RequestUri!.ToString(), headers, await request.Content.ReadAsByteArrayAsync(cancellationToken));
        _requests.Add(received);
        return await answer(received, cancellationToken);
    }
}
