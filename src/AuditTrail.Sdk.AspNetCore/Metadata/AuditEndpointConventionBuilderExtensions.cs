using AuditTrail.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says per endpoint, or per group of endpoints, how requests are recorded.</summary>
public static class AuditEndpointConventionBuilderExtensions
{
    /// <summary>Records requests under a name of their own, with the resource that they work on.</summary>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="name">The <c>eventName</c>, such as <c>RefundOrder</c>; at most 128 characters.</param>
    /// <param name="resource">The resource's type and its id with route values in braces: <c>("Shop::Order", "{id}")</c>; null for none.</param>
    /// <param name="readOnly">Whether requests change nothing; null: true for GET, HEAD, OPTIONS and TRACE.</param>
    /// <exception cref="ArgumentException">The name is empty or too long, or the resource's braces do not match.</exception>
    public static TBuilder Audit<TBuilder>(this TBuilder builder, string name, (string Type, string Id)? resource = null, bool? readOnly = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var audit = (resource, readOnly) switch
        {
            (null, null) => new AuditAttribute(name),
            (null, { } only) => new AuditAttribute(name) { ReadOnly = only },
            ({ } of, null) => new AuditAttribute(name) { ResourceType = of.Type, ResourceId = of.Id },
            ({ } of, { } only) => new AuditAttribute(name) { ResourceType = of.Type, ResourceId = of.Id, ReadOnly = only },
        };
        return builder.WithMetadata(audit);
    }

    /// <summary>Leaves requests to this endpoint unrecorded, however they end.</summary>
    /// <param name="builder">The endpoint or group.</param>
    public static TBuilder SkipAudit<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithMetadata(new SkipAuditAttribute());
    }
}
