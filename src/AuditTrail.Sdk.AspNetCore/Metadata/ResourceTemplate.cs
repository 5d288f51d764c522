using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace AuditTrail.AspNetCore;

/// <summary>A resource's id with route values in braces.</summary>
internal sealed class ResourceTemplate
{
    private readonly Part[] _parts;

    private ResourceTemplate(Part[] parts) => _parts = parts;

    /// <exception cref="ArgumentException">Empty, braces that do not match, or an empty name in them.</exception>
    public static ResourceTemplate Parse(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var parts = new List<Part>();
        var position = 0;
        while (position < id.Length)
        {
            var open = id.IndexOfAny(['{', '}'], position);
            if (open < 0)
            {
                parts.Add(new Part(id[position..], IsParameter: false));
                break;
            }

            var close = id[open] == '{' ? id.IndexOfAny(['{', '}'], open + 1) : -1;
            if (close < 0 || id[close] == '{' || close == open + 1)
            {
                throw new ArgumentException($"The resource id \"{id}\" is not a template: write route values as {{name}}, such as \"orders/{{id}}\".", nameof(id));
            }

            if (open > position)
            {
                parts.Add(new Part(id[position..open], IsParameter: false));
            }

            parts.Add(new Part(id[(open + 1)..close], IsParameter: true));
            position = close + 1;
        }

        return new ResourceTemplate([.. parts]);
    }

    /// <summary>A route value that the route does not have would be a resource that is never recorded.</summary>
    public void ThrowIfNotOf(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder { RoutePattern: var route } && _parts.FirstOrDefault(part => part.IsParameter && route.GetParameter(part.Text) is null) is { Text: { } missing })
        {
            var names = route.Parameters.Count == 0 ? "none" : string.Join(", ", route.Parameters.Select(parameter => parameter.Name));
            throw new InvalidOperationException($"{endpoint.DisplayName}: the resource's id in .Audit(…) names the route value {{{missing}}}, which the route does not have. It has: {names}.");
        }
    }

    /// <returns>The id; null when a route value that it needs is missing.</returns>
    public string? Expand(RouteValueDictionary? values, RouteParameters parameters)
    {
        if (_parts is [var only])
        {
            return only.IsParameter ? parameters.Text(values, only.Text) : only.Text;
        }

        var id = new StringBuilder();
        foreach (var part in _parts)
        {
            var text = part.IsParameter ? parameters.Text(values, part.Text) : part.Text;
            if (text is null)
            {
                return null;
            }

            id.Append(text);
        }

        return id.ToString();
    }

    private readonly record struct Part(string Text, bool IsParameter);
}
