using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tool.Tests.Support;

/// <summary>A server that takes requests and never answers.</summary>
internal sealed class SilentServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();

    private SilentServer(WebApplication server) => _server = server;

    public string Address { get; private set; } = "";

    /// <summary>Completes with the first request.</summary>
    public Task Asked => _asked.Task;

    public static async Task<SilentServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new SilentServer(builder.Build());
        server._server.Run(async context =>
        {
            server._asked.TrySetResult();
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server._end.Token);
            await Task.Delay(Timeout.Infinite, gone.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await server._server.StartAsync();
        server.Address = server._server.Urls.Single();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _server.DisposeAsync();
        _end.Dispose();
    }
}
