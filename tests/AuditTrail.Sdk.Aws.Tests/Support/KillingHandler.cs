using System.Net;

namespace AuditTrail.Aws.Tests.Support;

/// <summary>Kills the gateway at every second put, in turn: before one is sent, in the middle of its body, and when it is stored and its answer has not arrived.</summary>
internal sealed class KillingHandler(RadosGateway gateway, int kills) : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private int _puts;

    public int Kills { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Put || Kills == kills || _puts++ % 2 == 1)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        switch (Kills++ % 3)
        {
            case 0:
                await KillAsync();
                return await base.SendAsync(request, cancellationToken);
            case 1:
                request.Content = new BreakingContent(request.Content!, KillAsync);
                return await base.SendAsync(request, cancellationToken);
            default:
                using (await base.SendAsync(request, cancellationToken))
                {
                    await KillAsync();
                    throw new HttpRequestException("The gateway was killed before its answer arrived.");
                }
        }
    }

    // It is back at once: what matters is what its death left.
    private async Task KillAsync()
    {
        // An attempt that was given up may still be at it.
        await _oneAtATime.WaitAsync();
        try
        {
            await gateway.KillAsync();
            await gateway.RestartAsync();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        _oneAtATime.Dispose();
        base.Dispose(disposing);
    }

    private sealed class BreakingContent : HttpContent
    {
        private readonly HttpContent _content;
        private readonly Func<Task> _break;

        public BreakingContent(HttpContent content, Func<Task> @break)
        {
            (_content, _break) = (content, @break);
            foreach (var (name, values) in content.Headers)
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var bytes = await _content.ReadAsByteArrayAsync();
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            await _break();
            await stream.WriteAsync(bytes.AsMemory(bytes.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength ?? 0;
            return true;
        }
    }
}
