namespace AuditTrail.Aws;

/// <summary>One event of a batch as CloudWatch Logs takes it.</summary>
/// <param name="Timestamp">Milliseconds since 1970.</param>
/// <param name="TrailSequence">The event's number in its trail.</param>
/// <param name="Offset">Where its message begins in the batch's bytes.</param>
/// <param name="Length">The message's UTF-8 bytes.</param>
internal readonly record struct LogEvent(long Timestamp, long TrailSequence, int Offset, int Length)
{
    public const int Overhead = 26;

    /// <summary>What CloudWatch Logs counts.</summary>
    public int Size => Length + Overhead;
}
