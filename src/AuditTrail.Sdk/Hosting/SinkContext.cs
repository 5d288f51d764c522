using AuditTrail.Events;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Hosting;

/// <summary>What a sink is made with, when its recorder opens.</summary>
public sealed record SinkContext
{
    /// <summary>The recorder's name; empty for the default one.</summary>
    public required string Recorder { get; init; }

    /// <summary>The name of the trail that the sink serves.</summary>
    public required string Trail { get; init; }

    /// <summary>The application's name: what its events have as <c>eventSource</c> unless they say another.</summary>
    public string Source { get; init; } = "";

    /// <summary>The recorder's account: what its events have as <c>recipientAccountId</c>.</summary>
    public required string AccountId { get; init; }

    /// <summary>The recorder's region: what its events have as <c>awsRegion</c>.</summary>
    public required string Region { get; init; }

    /// <summary>Builds the trail's own events.</summary>
    internal TrailEvents Events { get; init; } = new("application", EventDefaults.Process);

    /// <summary>The recorder's directory, an absolute path; may not exist yet.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether files may lie on a network file system, as the recorder's <see cref="JournalLimits.AllowNetworkFileSystem"/> says.</summary>
    internal bool AllowNetworkFileSystem { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>For the sink's own messages. Nothing that a sink logs while it delivers is audited.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }
}
