using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>Something that an event was about.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record AuditResource
{
    /// <summary>Its ARN, or the id as the application gave it. Written as <c>ARN</c>.</summary>
    public string? Arn { get; init; }

    /// <summary>The account that owns it.</summary>
    public string? AccountId { get; init; }

    /// <summary>Its type, as <c>AWS::S3::Bucket</c> or <c>Shop::Order</c>.</summary>
    public string? Type { get; init; }

    internal MemberLayout? Layout { get; init; }
}
