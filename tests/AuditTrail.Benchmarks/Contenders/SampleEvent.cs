using System.Net;
using AuditTrail.Events;

namespace AuditTrail.Benchmarks.Contenders;

/// <summary>The event that every contender records: about 650 bytes of JSON, as a web application's refund would be.</summary>
internal static class SampleEvent
{
    public const string Source = "orders.example.com";
    public const string Name = "RefundOrder";
    public const string PrincipalId = "auth0|64f1c2d9e0b7a5";
    public const string UserName = "alice@example.com";
    public const string IdentityProvider = "https://login.example.com/";
    public const string UserAgent = "OrdersApp/4.2 (iOS 19.1)";
    public const string ResourceType = "Shop::Order";
    public const string ResourceId = "o-20251005-17";
    public const decimal Amount = 12.50m;

    public static IPAddress Address { get; } = IPAddress.Parse("203.0.113.7");

    /// <summary>The event as an application builds it, everything anew.</summary>
    public static AuditEventBuilder Build(int order) =>
        AuditEvent.Create(Source, Name, UserIdentity.User(PrincipalId, UserName, IdentityProvider))
            .SourceIp(Address)
            .UserAgent(UserAgent)
            .Resource(ResourceType, ResourceId)
            .Request("order", order)
            .Request("amount", Amount);
}
