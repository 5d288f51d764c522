using AuditTrail.Events;
using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Archive;

/// <summary>What an archive sink is made with.</summary>
internal sealed record ArchiveSetup
{
    /// <summary>Checked, and not changed any more.</summary>
    public required ArchiveOptions Options { get; init; }

    public required ArchiveLocation Location { get; init; }

    public required ILogFileStore Store { get; init; }

    /// <summary>Null: log files only.</summary>
    public required IDigestSigner? Signer { get; init; }

    /// <summary>Opens the trail's staging folder; called at the first delivery.</summary>
    public required Func<IStorage> OpenStaging { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Builds gap markers.</summary>
    public required TrailEvents Events { get; init; }
}
