namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>What happens to files that nobody writes: decay, a bad cable, a restore gone wrong, a hand.</summary>
internal enum Damage
{
    FlipBit,
    Zero,
    Garble,
    Truncate,
    Delete,
    Swap,
    Duplicate,
    Insert,
    Remove,
    Append,
    OldHead,
}
