using AuditTrail.Recording;

namespace AuditTrail.Hosting;

/// <summary>How a recorder is set up: section <c>AuditTrail</c> (named recorders: <c>AuditTrail:Recorders:NAME</c>), then code, which wins.</summary>
/// <remarks>Read once, when the host starts or at the first event; later changes have no effect. Wrong values are an <see cref="Microsoft.Extensions.Options.OptionsValidationException"/> that lists them all.</remarks>
public sealed class AuditTrailOptions
{
    /// <summary>The <c>eventSource</c> of this application's events.</summary>
    /// <value>Default: the application's name (<c>IHostEnvironment.ApplicationName</c>). At most 1,024 bytes.</value>
    public string? Source { get; set; }

    /// <summary>The recorder's directory: the journal lies in its <c>journal</c>, file sinks write into it. Relative paths are taken from the content root.</summary>
    /// <value>Default <c>audit</c>; for a named recorder <c>audit-NAME</c>.</value>
    public string? Directory { get; set; }

    /// <summary>The <c>recipientAccountId</c> of events.</summary>
    /// <value>Twelve digits; default <c>000000000000</c>.</value>
    public string AccountId { get; set; } = "000000000000";

    /// <summary>The <c>awsRegion</c> of events.</summary>
    /// <value>Default: environment variable <c>AWS_REGION</c>, else <c>local</c>.</value>
    public string? Region { get; set; }

    /// <summary>What has to be true before recording completes.</summary>
    /// <value>Default <see cref="AuditGuarantee.Durable"/>: survives the machine's death.</value>
    public AuditGuarantee Guarantee { get; set; } = AuditGuarantee.Durable;

    /// <summary>How long a caller waits at most for its guarantee.</summary>
    /// <value>More than zero, at most one hour; default 2 seconds.</value>
    public TimeSpan WaitLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What a caller sees when its event could not be recorded in that time.</summary>
    /// <value>Default <see cref="RecordFailurePolicy.Throw"/>.</value>
    public RecordFailurePolicy OnFailure { get; set; } = RecordFailurePolicy.Throw;

    /// <summary>How long a clean stop waits for trails to deliver what is recorded. The rest stays in the journal for the next start.</summary>
    /// <value>Zero to one hour; default 10 seconds.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The journal's limits.</summary>
    public JournalLimits Journal { get; } = new();

    /// <summary>The trails, in the order of set-up; from the configuration and from code.</summary>
    internal List<TrailSetup> Trails { get; } = [];

    /// <summary>What was wrong in the configuration section, found while it was read.</summary>
    internal List<string> Problems { get; } = [];
}
