namespace AuditTrail.Events.Json;

/// <summary>The members of the record itself, in the order in which CloudTrail writes them.</summary>
internal static class EventShape
{
    private static readonly PartShape<AuditResource> Resource = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<AuditResource>("ARN", p => p.Arn, (p, v) => p with { Arn = v }),
        new TextField<AuditResource>("accountId", p => p.AccountId, (p, v) => p with { AccountId = v }),
        new TextField<AuditResource>("type", p => p.Type, (p, v) => p with { Type = v }));

    private static readonly PartShape<TlsDetails> Tls = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<TlsDetails>("tlsVersion", p => p.TlsVersion, (p, v) => p with { TlsVersion = v }),
        new TextField<TlsDetails>("cipherSuite", p => p.CipherSuite, (p, v) => p with { CipherSuite = v }),
        new TextField<TlsDetails>("clientProvidedHostHeader", p => p.ClientProvidedHostHeader, (p, v) => p with { ClientProvidedHostHeader = v }),
        new TextField<TlsDetails>("keyExchange", p => p.KeyExchange, (p, v) => p with { KeyExchange = v }));

    private static readonly PartShape<AuditAddendum> Addendum = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<AuditAddendum>("reason", p => p.Reason, (p, v) => p with { Reason = v }),
        new FragmentField<AuditAddendum>("updatedFields", p => p.UpdatedFields, (p, v) => p with { UpdatedFields = v }),
        new TextField<AuditAddendum>("originalRequestID", p => p.OriginalRequestId, (p, v) => p with { OriginalRequestId = v }),
        new TextField<AuditAddendum>("originalEventID", p => p.OriginalEventId, (p, v) => p with { OriginalEventId = v }));

    public static PartShape<EventFields> Whole { get; } = new(
        () => new(), e => e.Layout, (e, l) => Set(e, e.Layout = l),
        new TextField<EventFields>("eventVersion", e => e.EventVersion, (e, v) => Set(e, e.EventVersion = v)),
        new ObjectField<EventFields, UserIdentity>("userIdentity", IdentityShape.Whole, e => e.UserIdentity, (e, v) => Set(e, e.UserIdentity = v)),
        new TimeField<EventFields>("eventTime", e => e.EventTime, (e, v) => Set(e, e.EventTime = v)),
        new TextField<EventFields>("eventSource", e => e.EventSource, (e, v) => Set(e, e.EventSource = v)),
        new TextField<EventFields>("eventName", e => e.EventName, (e, v) => Set(e, e.EventName = v)),
        new TextField<EventFields>("awsRegion", e => e.AwsRegion, (e, v) => Set(e, e.AwsRegion = v)),
        new TextField<EventFields>("sourceIPAddress", e => e.SourceIpAddress, (e, v) => Set(e, e.SourceIpAddress = v)),
        new TextField<EventFields>("userAgent", e => e.UserAgent, (e, v) => Set(e, e.UserAgent = v)),
        new TextField<EventFields>("errorCode", e => e.ErrorCode, (e, v) => Set(e, e.ErrorCode = v)),
        new TextField<EventFields>("errorMessage", e => e.ErrorMessage, (e, v) => Set(e, e.ErrorMessage = v)),
        new FragmentField<EventFields>("requestParameters", e => e.RequestParameters, (e, v) => Set(e, e.RequestParameters = v), l => l.RequestBytes),
        new FragmentField<EventFields>("responseElements", e => e.ResponseElements, (e, v) => Set(e, e.ResponseElements = v), l => l.ResponseBytes),
        new AdditionalDataField(),
        new TextField<EventFields>("requestID", e => e.RequestId, (e, v) => Set(e, e.RequestId = v)),
        new TextField<EventFields>("eventID", e => e.EventId, (e, v) => Set(e, e.EventId = v)),
        new FlagField<EventFields>("readOnly", e => e.ReadOnly, (e, v) => Set(e, e.ReadOnly = v)),
        new ListField<EventFields, AuditResource>("resources", Resource, e => e.Resources, (e, v) => Set(e, e.Resources = v)),
        new TextField<EventFields>("eventType", e => e.EventType, (e, v) => Set(e, e.EventType = v)),
        new TextField<EventFields>("apiVersion", e => e.Rare.ApiVersion, (e, v) => Set(e, e.Rare = e.Rare with { ApiVersion = v })),
        new FlagField<EventFields>("managementEvent", e => e.ManagementEvent, (e, v) => Set(e, e.ManagementEvent = v)),
        new TextField<EventFields>("recipientAccountId", e => e.RecipientAccountId, (e, v) => Set(e, e.RecipientAccountId = v)),
        new FragmentField<EventFields>("serviceEventDetails", e => e.Rare.ServiceEventDetails, (e, v) => Set(e, e.Rare = e.Rare with { ServiceEventDetails = v }), l => l.ServiceBytes),
        new SharedIdField(),
        new TextField<EventFields>("vpcEndpointId", e => e.Rare.VpcEndpointId, (e, v) => Set(e, e.Rare = e.Rare with { VpcEndpointId = v })),
        new TextField<EventFields>("vpcEndpointAccountId", e => e.Rare.VpcEndpointAccountId, (e, v) => Set(e, e.Rare = e.Rare with { VpcEndpointAccountId = v })),
        new TextField<EventFields>("eventCategory", e => e.EventCategory, (e, v) => Set(e, e.EventCategory = v)),
        new ObjectField<EventFields, AuditAddendum>("addendum", Addendum, e => e.Rare.Addendum, (e, v) => Set(e, e.Rare = e.Rare with { Addendum = v })),
        new TextField<EventFields>("sessionCredentialFromConsole", e => e.Rare.SessionCredentialFromConsole, (e, v) => Set(e, e.Rare = e.Rare with { SessionCredentialFromConsole = v })),
        new FragmentField<EventFields>("eventContext", e => e.Rare.EventContext, (e, v) => Set(e, e.Rare = e.Rare with { EventContext = v }), l => l.ServiceBytes),
        new FragmentField<EventFields>("edgeDeviceDetails", e => e.Rare.EdgeDeviceDetails, (e, v) => Set(e, e.Rare = e.Rare with { EdgeDeviceDetails = v }), l => l.AdditionalBytes),
        new ObjectField<EventFields, TlsDetails>("tlsDetails", Tls, e => e.TlsDetails, (e, v) => Set(e, e.TlsDetails = v)),
        new ObjectField<EventFields, InsightDetails>("insightDetails", InsightShape.Whole, e => e.Rare.InsightDetails, (e, v) => Set(e, e.Rare = e.Rare with { InsightDetails = v })));

    private static EventFields Set<T>(EventFields fields, T assigned)
    {
        _ = assigned;
        return fields;
    }
}
