using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AuditTrail.Benchmarks.Web;

/// <summary>A response without a socket that starts and completes as Kestrel's does: the callbacks of middleware run, last registered first.</summary>
/// <remarks>The stacks are the connection's and serve one request after the other, as in Kestrel.</remarks>
internal sealed class InProcessResponse(Stack<(Func<object, Task> Callback, object State)> starting, Stack<(Func<object, Task> Callback, object State)> completed) : IHttpResponseFeature, IHttpResponseBodyFeature
{
    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public bool HasStarted { get; private set; }

    public Stream Stream => Stream.Null;

    public PipeWriter Writer => field ??= PipeWriter.Create(Stream.Null);

    Stream IHttpResponseFeature.Body { get; set; } = Stream.Null;

    public void OnStarting(Func<object, Task> callback, object state) => starting.Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => completed.Push((callback, state));

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        while (!HasStarted && starting.TryPop(out var next))
        {
            await next.Callback(next.State);
        }

        HasStarted = true;
    }

    public async Task CompleteAsync()
    {
        await StartAsync();
        while (completed.TryPop(out var next))
        {
            await next.Callback(next.State);
        }
    }

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
