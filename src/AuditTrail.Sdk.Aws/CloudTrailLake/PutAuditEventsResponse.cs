namespace AuditTrail.Aws;

/// <summary>What <c>PutAuditEvents</c> answered. Events that neither list names are sent again.</summary>
public sealed record PutAuditEventsResponse
{
    /// <summary>The events that were taken.</summary>
    public IReadOnlyList<PutAuditEventsSuccess> Successful { get; init; } = [];

    /// <summary>The events that were not.</summary>
    public IReadOnlyList<PutAuditEventsFailure> Failed { get; init; } = [];
}
