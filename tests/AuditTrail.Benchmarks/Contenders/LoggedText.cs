namespace AuditTrail.Benchmarks.Contenders;

/// <summary>The message of a logged event: both libraries take its names for properties.</summary>
internal static class LoggedText
{
    public const string Template =
        "{EventName} by {PrincipalId} on {ResourceId}: {EventId} {EventSource} {UserName} {IdentityProvider} {SourceIpAddress} {UserAgent} {ResourceType} {Order} {Amount}";

    /// <summary>The values in the template's order; the id costs what ours and the plain record's cost.</summary>
    public static object[] Values(int order)
    {
        Span<byte> id = stackalloc byte[16];
        Random.Shared.NextBytes(id);
        return
        [
            SampleEvent.Name, SampleEvent.PrincipalId, SampleEvent.ResourceId, new Guid(id), SampleEvent.Source, SampleEvent.UserName, SampleEvent.IdentityProvider,
            SampleEvent.Address.ToString(), SampleEvent.UserAgent, SampleEvent.ResourceType, order, SampleEvent.Amount,
        ];
    }
}
