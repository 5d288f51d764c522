namespace AuditTrail.Journal;

/// <summary>One entry as a reader returns it.</summary>
/// <param name="Kind">Event, marker, or <see cref="FrameKind.Lost"/>: entries that were acknowledged and are missing or damaged.</param>
/// <param name="Sequence">The entry's number; of a loss the first one.</param>
/// <param name="ThroughSequence">The same number; of a loss the last one.</param>
/// <param name="Time">When it was recorded; of a loss the minimum.</param>
/// <param name="Flags">What the recorder said about the payload.</param>
/// <param name="Payload">The bytes as appended, valid until the reader's next call; empty for a loss.</param>
internal readonly record struct JournalEntry(
    FrameKind Kind, long Sequence, long ThroughSequence, DateTimeOffset Time, FrameFlags Flags, ReadOnlyMemory<byte> Payload)
{
    public bool IsLost => Kind == FrameKind.Lost;

    public static JournalEntry Lost(long from, long through) =>
        new(FrameKind.Lost, from, through, DateTimeOffset.MinValue, FrameFlags.None, default);
}
