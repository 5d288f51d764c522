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
    /// <param name="required">
    /// Whether the handler must not run unrecorded, as <see cref="AuditAttribute.Required"/> says; null: as the group says, and false when it does not.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty or too long, or the resource's braces do not match.</exception>
    /// <exception cref="InvalidOperationException">At start: the resource's id names a route value that the endpoint's route does not have. Of a group's endpoints those without it have no resource.</exception>
    public static TBuilder Audit<TBuilder>(this TBuilder builder, string name, (string Type, string Id)? resource = null, bool? readOnly = null, bool? required = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (required == true)
        {
            builder.Add(RequiredEndpointCheck.ThrowIfNobodyGuards);
        }

        builder.Add(RouteHandlerCapture.Add);
        var audit = new AuditAttribute(name, readOnly, required) { ResourceType = resource?.Type, ResourceId = resource?.Id };
        if (builder is RouteHandlerBuilder && audit.Template is { } id)
        {
            builder.Add(endpoint => id.ThrowIfNotOf(endpoint));
        }

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
