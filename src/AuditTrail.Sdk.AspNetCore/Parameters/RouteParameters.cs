using System.Globalization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace AuditTrail.AspNetCore;

/// <summary>The parameters of one route pattern, and which of them are masked.</summary>
/// <remarks>Only what the pattern names is read: route values that a caller or another component adds do not become fields of the record.</remarks>
internal sealed class RouteParameters
{
    private const int MaxValueLength = 1024;

    public static readonly RouteParameters None = new([]);

    private readonly Parameter[] _parameters;

    private RouteParameters(Parameter[] parameters) => _parameters = parameters;

    public int Count => _parameters.Length;

    public static RouteParameters Of(RoutePattern pattern, IReadOnlySet<string> allowed) =>
        pattern.Parameters.Count == 0
            ? None
            : new RouteParameters([.. pattern.Parameters.Select(p => new Parameter(p.Name, !allowed.Contains(p.Name) && SensitiveName.Matches(p.Name)))]);

    public bool Has(string name)
    {
        foreach (var parameter in _parameters)
        {
            if (string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public string Name(int index) => _parameters[index].Name;

    /// <returns>The value, or the mask; null when the request has none.</returns>
    public string? Text(RouteValueDictionary? values, int index) =>
        values is not null && values.TryGetValue(_parameters[index].Name, out var value) && AsText(value) is { } text
            ? _parameters[index].IsMasked ? SensitiveName.Mask : BoundedText.Cut(text, MaxValueLength)
            : null;

    public string? Text(RouteValueDictionary? values, string name)
    {
        for (var index = 0; index < _parameters.Length; index++)
        {
            if (string.Equals(_parameters[index].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return Text(values, index);
            }
        }

        return null;
    }

    private static string? AsText(object? value) => value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture);

    private readonly record struct Parameter(string Name, bool IsMasked);
}
