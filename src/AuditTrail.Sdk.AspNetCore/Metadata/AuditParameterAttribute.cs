namespace AuditTrail.AspNetCore;

/// <summary>Records a parameter of an action, a page's handler or a route handler, or a bound property, under <c>requestParameters</c>: the value that the code was given.</summary>
/// <remarks>
/// Controllers and Razor Pages need nothing more. On a route handler (<c>MapPost</c>) it works where <c>.Audit(…)</c> stands on the endpoint or its group.
/// A value is masked (<c>***</c>) where the name contains <c>token</c>, <c>code</c>, <c>key</c>, <c>secret</c> or <c>password</c>, unless it is in
/// <see cref="AuditHttpOptions.AllowedRouteParameters"/>. What the route pattern names is recorded anyway, and is not replaced.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class AuditParameterAttribute : Attribute
{
    /// <summary>Recorded under the parameter's own name.</summary>
    public AuditParameterAttribute()
    {
    }

    /// <summary>Recorded under this name.</summary>
    /// <param name="name">At most 128 characters.</param>
    /// <exception cref="ArgumentException">The name is empty, blank or longer.</exception>
    public AuditParameterAttribute(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, AuditAttribute.MaxNameLength, nameof(name));
        Name = name;
    }

    /// <summary>The name in the record; null for the parameter's own.</summary>
    public string? Name { get; }

    /// <summary>Of a type with properties, the ones that are recorded; all others never are. Names as in JSON or in code, of parts with dots: <c>amount</c>, <c>card.last4</c>.</summary>
    /// <value>Default: none, for a simple value (a text, a number, a date, an id, an enumeration, or a list of them). At most 32.</value>
    public string[] Properties { get; init; } = [];
}
