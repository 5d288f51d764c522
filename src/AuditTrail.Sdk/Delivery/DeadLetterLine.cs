namespace AuditTrail.Delivery;

/// <summary>Where a line of the dead-letter file lies, its line feed included.</summary>
internal readonly record struct DeadLetterLine(long Offset, int Length)
{
    public long End => Offset + Length;
}
