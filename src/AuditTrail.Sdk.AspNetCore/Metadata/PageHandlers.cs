using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace AuditTrail.AspNetCore;

/// <summary>The handler methods of one Razor page, and which of them a request leads to.</summary>
/// <remarks>The framework's own rule, applied again: a request that is refused before the page chose (401, 403, a missing antiforgery token) is recorded as what it tried.</remarks>
internal sealed class PageHandlers
{
    private const string Key = "handler";

    private readonly (HandlerMethodDescriptor Handler, EndpointPlan Plan)[] _handlers;
    private readonly EndpointPlan _none;

    public PageHandlers(IEnumerable<HandlerMethodDescriptor> handlers, Func<HandlerMethodDescriptor?, EndpointPlan> plan)
    {
        _handlers = [.. handlers.Select(handler => (handler, plan(handler)))];
        _none = plan(null);
    }

    public EndpointPlan Select(string method, RouteValueDictionary? values, string? query)
    {
        if (HttpMethods.IsHead(method) && !_handlers.Any(h => string.Equals(h.Handler.HttpMethod, method, StringComparison.OrdinalIgnoreCase)))
        {
            method = HttpMethods.Get;
        }

        var name = NameIn(values) ?? NameIn(query);
        var selected = _none;
        foreach (var (handler, plan) in _handlers)
        {
            if (!string.Equals(handler.HttpMethod, method, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (handler.Name is null)
            {
                selected = plan;
            }
            else if (string.Equals(handler.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return plan;
            }
        }

        return selected;
    }

    private static string? NameIn(RouteValueDictionary? values) =>
        values is not null && values.TryGetValue(Key, out var value) && Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } name ? name : null;

    private static string? NameIn(string? query)
    {
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (pair.DecodeName().Span.Equals(Key, StringComparison.OrdinalIgnoreCase))
            {
                return pair.DecodeValue().ToString();
            }
        }

        return null;
    }
}
