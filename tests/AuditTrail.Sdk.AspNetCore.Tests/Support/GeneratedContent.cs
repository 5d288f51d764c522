using System.Net;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>A body of so many bytes that is never in memory as a whole, and that says its length only if asked to.</summary>
internal sealed class GeneratedContent(long bytes, bool saysLength = false, Func<long, Task>? before = null) : HttpContent
{
    public const int Chunk = 64 * 1024;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var chunk = new byte[Chunk];
        for (long sent = 0; sent < bytes; sent += Chunk)
        {
            if (before is not null)
            {
                await stream.FlushAsync();
                await before(sent);
            }

            await stream.WriteAsync(chunk.AsMemory(0, (int)Math.Min(Chunk, bytes - sent)));
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes;
        return saysLength;
    }
}
