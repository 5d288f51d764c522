namespace AuditTrail.Recording;

/// <summary>An event of an earlier life that announced a deed of which nobody said the outcome.</summary>
/// <param name="Sequence">Where it stands in the journal.</param>
/// <param name="Record">Its JSON; empty where it has to be read again.</param>
/// <param name="Time">When it was recorded.</param>
internal readonly record struct AnnouncedDeed(long Sequence, ReadOnlyMemory<byte> Record = default, DateTimeOffset Time = default);
