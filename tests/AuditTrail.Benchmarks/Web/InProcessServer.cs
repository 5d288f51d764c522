using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace AuditTrail.Benchmarks.Web;

/// <summary>A server without sockets and with one connection: a request is a set of features handed to the application's whole pipeline. Not thread-safe.</summary>
internal sealed class InProcessServer : IServer
{
    private static readonly IPAddress Client = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress Local = IPAddress.Loopback;

    private readonly Stack<(Func<object, Task>, object)> _starting = new(4);
    private readonly Stack<(Func<object, Task>, object)> _completed = new(4);
    private readonly HttpRequestLifetimeFeature _lifetime = new();
    private Func<IFeatureCollection, Task>? _process;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = async features =>
        {
            var context = application.CreateContext(features);
            await application.ProcessRequestAsync(context);
            await features.Get<IHttpResponseBodyFeature>()!.CompleteAsync();
            application.DisposeContext(context, exception: null);
        };
        return Task.CompletedTask;
    }

    /// <summary>Sends a POST as a browser behind no proxy would.</summary>
    /// <returns>The response's status.</returns>
    public async Task<int> PostAsync(string path)
    {
        var response = new InProcessResponse(_starting, _completed);
        var request = new HttpRequestFeature { Protocol = "HTTP/1.1", Scheme = "https", Method = "POST", Path = path, RawTarget = path };
        request.Headers.Host = "orders.example.com";
        request.Headers.UserAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0";

        // Room for what middleware sets, so that nobody is charged for a table that grows: Kestrel's has places for these.
        var features = new FeatureCollection(24);
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(response);
        features.Set<IHttpRequestLifetimeFeature>(_lifetime);
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { ConnectionId = "0HN", RemoteIpAddress = Client, RemotePort = 51234, LocalIpAddress = Local, LocalPort = 443 });
        await _process!(features);
        return response.StatusCode;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}
