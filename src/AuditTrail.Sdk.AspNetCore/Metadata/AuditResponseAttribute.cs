namespace AuditTrail.AspNetCore;

/// <summary>Records properties of what an action answers, under <c>responseElements</c>: the value of an <c>ObjectResult</c> or a <c>JsonResult</c>. All others never are.</summary>
/// <remarks>For route handlers there is <c>.AuditResponse(…)</c>. Another type of answer (a problem, say) adds nothing. Masked by name as <see cref="AuditParameterAttribute"/>.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AuditResponseAttribute : Attribute
{
    /// <summary>Names the properties.</summary>
    /// <param name="properties">As in JSON or in code, of parts with dots: <c>id</c>, <c>total.amount</c>. At most 32.</param>
    public AuditResponseAttribute(params string[] properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        Properties = properties;
    }

    /// <summary>The properties that are recorded.</summary>
    public string[] Properties { get; }

    /// <summary>The type of the answer.</summary>
    /// <value>Default: null, the one that the action declares (<c>Task&lt;ActionResult&lt;Receipt&gt;&gt;</c>); an <c>IActionResult</c> declares none.</value>
    public Type? Type { get; init; }
}
