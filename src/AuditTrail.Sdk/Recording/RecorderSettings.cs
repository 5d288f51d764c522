using AuditTrail.Events;

namespace AuditTrail.Recording;

/// <summary>How a recorder was set up; never changes.</summary>
internal sealed record RecorderSettings
{
    /// <summary>Empty for the default recorder.</summary>
    public required string Name { get; init; }

    public required string Source { get; init; }

    public required EventDefaults Events { get; init; }

    public AuditGuarantee Guarantee { get; init; } = AuditGuarantee.Durable;

    public TimeSpan WaitLimit { get; init; } = TimeSpan.FromSeconds(2);

    public RecordFailurePolicy OnFailure { get; init; } = RecordFailurePolicy.Throw;
}
