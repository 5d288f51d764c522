namespace AuditTrail.Archive;

/// <summary>What the store says of a chain.</summary>
/// <param name="Head">Its newest digest.</param>
/// <param name="Files">The log files that it does not list yet, oldest first.</param>
/// <param name="Time">Nothing was published later.</param>
internal sealed record FoundChain(ChainHead Head, IReadOnlyList<ArchivedFile> Files, DateTimeOffset Time);
