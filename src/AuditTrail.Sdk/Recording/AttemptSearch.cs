using AuditTrail.Events;
using AuditTrail.Journal;

namespace AuditTrail.Recording;

/// <summary>Reads a journal once, in order, for deeds that were announced and have no outcome.</summary>
/// <remarks>Memory grows with the attempts that are open at one place, not with the journal.</remarks>
internal static class AttemptSearch
{
    /// <returns>The numbers of the attempts, in order.</returns>
    /// <exception cref="IOException">The disk could not be read.</exception>
    public static IReadOnlyList<long> Find(JournalReader reader, long through, CancellationToken cancellationToken)
    {
        var open = new Dictionary<string, long>(StringComparer.Ordinal);
        while (reader.NextSequence <= through && reader.TryRead(out var entry))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((entry.Flags & (FrameFlags.Attempt | FrameFlags.Outcome)) == FrameFlags.None || SharedIdReader.Read(entry.Payload.Span) is not { } id)
            {
                continue;
            }

            if (entry.Flags.HasFlag(FrameFlags.Attempt))
            {
                open.TryAdd(id, entry.Sequence);
            }
            else
            {
                open.Remove(id);
            }
        }

        return [.. open.Values.Order()];
    }
}
