using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.StaticAssets;

namespace AuditTrail.AspNetCore;

/// <summary>How requests to one endpoint are recorded, worked out once.</summary>
internal sealed class EndpointPlan
{
    /// <summary>For requests that no endpoint served, also those that only routing's own refusals (405, 415) or a static file answered.</summary>
    public const string UnmatchedName = "UnmatchedRequest";

    public static readonly EndpointPlan Unmatched = new() { IsUnmatched = true, _name = UnmatchedName };

    private string? _name;
    private string?[]? _namesByMethod;
    private bool? _readOnly;
    private bool _isAskedFirst;

    private EndpointPlan()
    {
    }

    public bool IsSkipped { get; private init; }

    public bool IsUnmatched { get; private init; }

    /// <summary>The pattern with its leading slash; null for what has none.</summary>
    public string? Route { get; private init; }

    public RouteParameters Parameters { get; private init; } = RouteParameters.None;

    public string? ResourceType { get; private init; }

    public ResourceTemplate? ResourceId { get; private init; }

    public bool IsDataEvent { get; private init; }

    /// <summary>The controller's action or the page's handler, where the name does not say it.</summary>
    public string? Handler { get; private init; }

    /// <summary>Of a Razor page, what its requests may lead to; null for everything else.</summary>
    public PageHandlers? Handlers { get; private init; }

    /// <summary>Whether requests only carry what a SignalR hub sends and gets, which is recorded by itself.</summary>
    public bool CarriesHub { get; private init; }

    /// <summary>The event's name. Never text that the caller chose: an unknown method is <c>OTHER</c>.</summary>
    public string NameFor(string method)
    {
        if (_name is not null && !IsQuestion(method))
        {
            return _name;
        }

        var index = HttpMethod.IndexOf(method);
        return (_namesByMethod ??= new string?[HttpMethod.Count])[index] ??= $"{HttpMethod.Name(index)} {Route}";
    }

    /// <summary>Whether such a request changes nothing.</summary>
    public bool IsReadOnly(string method) => IsQuestion(method) || (_readOnly ?? HttpMethod.IsSafe(method));

    public static EndpointPlan Of(Endpoint endpoint, CaptureRules rules)
    {
        var (audit, skipped) = MostSpecific(endpoint.Metadata);
        if (skipped || (audit is null && rules.SkipHealthChecks && HealthChecks.IsEndpoint(endpoint, rules.AsksEverywhere)))
        {
            return new EndpointPlan { IsSkipped = true };
        }

        return endpoint.Metadata.GetMetadata<CompiledPageActionDescriptor>() is { } page
            ? new EndpointPlan { Handlers = new PageHandlers(page.HandlerMethods, handler => Of(endpoint, rules, audit, page, handler)) }
            : Of(endpoint, rules, audit, NameOf(endpoint));
    }

    private static EndpointPlan Of(Endpoint endpoint, CaptureRules rules, AuditAttribute? audit, CompiledPageActionDescriptor page, HandlerMethodDescriptor? handler)
    {
        var own = handler?.MethodInfo.GetCustomAttribute<AuditAttribute>();
        // A handler cannot take itself out of what its whole page must not do unrecorded.
        return own is null && handler?.MethodInfo.GetCustomAttribute<SkipAuditAttribute>() is not null && !Requirement.Holds(endpoint)
            ? new EndpointPlan { IsSkipped = true }
            : Of(endpoint, rules, own ?? audit, NameOf(page, handler));
    }

    private static EndpointPlan Of(Endpoint endpoint, CaptureRules rules, AuditAttribute? audit, string? name)
    {
        var metadata = endpoint.Metadata;
        var pattern = (endpoint as RouteEndpoint)?.RoutePattern;
        if (audit is null && (pattern is null || metadata.GetMetadata<StaticAssetDescriptor>() is not null))
        {
            return Unmatched;
        }

        return new EndpointPlan
        {
            _name = audit?.Name ?? name,
            Handler = audit?.Name is null || pattern is null ? null : name,
            Route = pattern is null ? null : "/" + BoundedText.Cut((pattern.RawText ?? "").TrimStart('/'), MaxRouteLength),
            Parameters = pattern is null ? RouteParameters.None : RouteParameters.Of(pattern, rules.AllowedRouteParameters),
            ResourceType = audit?.ResourceType,
            ResourceId = audit?.Template,
            _readOnly = audit?.ReadOnlyOrUnset,
            _isAskedFirst = pattern is not null && metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods.Count: > 0 } served && !served.HttpMethods.Any(HttpMethods.IsOptions),
            IsDataEvent = audit?.DataEvent ?? false,
            CarriesHub = metadata.GetMetadata<HubMetadata>() is not null && metadata.GetMetadata<NegotiateMetadata>() is null,
        };
    }

    private const int MaxRouteLength = 256;

    /// <summary>A browser's preflight: routing leads it to the endpoint that it asks about, which does not serve it. Anyone may ask, so it must not look like the deed.</summary>
    private bool IsQuestion(string method) => _isAskedFirst && HttpMethods.IsOptions(method);

    /// <summary>Later metadata is more specific: a group's or a controller's comes before the endpoint's own.</summary>
    private static (AuditAttribute? Audit, bool Skipped) MostSpecific(EndpointMetadataCollection metadata)
    {
        for (var index = metadata.Count - 1; index >= 0; index--)
        {
            switch (metadata[index])
            {
                case AuditAttribute audit:
                    return (audit, false);
                case SkipAuditAttribute:
                    return (null, true);
                default:
                    break;
            }
        }

        return (null, false);
    }

    private static string NameOf(CompiledPageActionDescriptor page, HandlerMethodDescriptor? handler)
    {
        var path = InArea(page.AreaName, page.ViewEnginePath.TrimStart('/'));
        return BoundedText.Cut(handler is null ? path : $"{path}.On{handler.HttpMethod}{handler.Name}", AuditAttribute.MaxNameLength);
    }

    private static string InArea(string? area, string name) => string.IsNullOrEmpty(area) ? name : $"{area}/{name}";

    private static string? NameOf(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is { } action)
        {
            action.RouteValues.TryGetValue("area", out var area);
            return BoundedText.Cut(InArea(area, $"{action.ControllerName}.{action.ActionName}"), AuditAttribute.MaxNameLength);
        }

        if (endpoint is not RouteEndpoint { RoutePattern: var pattern })
        {
            return BoundedText.Cut(endpoint.DisplayName is { Length: > 0 } name ? name : "UnnamedEndpoint", AuditAttribute.MaxNameLength);
        }

        return GrpcMethod.NameOf(endpoint, pattern) is { } method ? BoundedText.Cut(method, AuditAttribute.MaxNameLength) : null;
    }
}
