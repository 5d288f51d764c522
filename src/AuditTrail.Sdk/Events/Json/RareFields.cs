namespace AuditTrail.Events.Json;

/// <summary>The fields of an event that hardly any event has.</summary>
internal sealed record RareFields
{
    public static RareFields None { get; } = new();

    public string? ApiVersion { get; init; }

    public JsonFragment? ServiceEventDetails { get; init; }

    public string? VpcEndpointId { get; init; }

    public string? VpcEndpointAccountId { get; init; }

    public AuditAddendum? Addendum { get; init; }

    public string? SessionCredentialFromConsole { get; init; }

    public JsonFragment? EventContext { get; init; }

    public JsonFragment? EdgeDeviceDetails { get; init; }

    public InsightDetails? InsightDetails { get; init; }
}
