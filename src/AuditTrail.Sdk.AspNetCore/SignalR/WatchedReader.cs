using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace AuditTrail.AspNetCore;

/// <summary>A hub method's channel, and how its reading ends.</summary>
internal sealed class WatchedReader<T>(ChannelReader<T> inner, HubDeed deed) : ChannelReader<T>
{
    public override Task Completion => inner.Completion;

    public override bool CanCount => inner.CanCount;

    public override bool CanPeek => inner.CanPeek;

    public override int Count => inner.Count;

    public override bool TryRead([MaybeNullWhen(false)] out T item) => inner.TryRead(out item);

    public override bool TryPeek([MaybeNullWhen(false)] out T item) => inner.TryPeek(out item);

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (await inner.WaitToReadAsync(cancellationToken))
            {
                return true;
            }
        }
        catch (Exception exception)
        {
            await deed.EndAsync(exception, isAborted: false);
            throw;
        }

        await deed.EndAsync(exception: null, isAborted: false);
        return false;
    }
}
