using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore;

/// <summary>Sees cookies that are renewed, after the application's own events have had their say.</summary>
internal sealed class CookieRenewal : IPostConfigureOptions<CookieAuthenticationOptions>
{
    public void PostConfigure(string? name, CookieAuthenticationOptions options)
    {
        if (options.EventsType is { } type)
        {
            options.Events = new ObservedCookieEvents(context => (CookieAuthenticationEvents?)context.RequestServices.GetService(type)
                ?? throw new InvalidOperationException($"No service for type '{type}' has been registered."));
            options.EventsType = null;
        }
        else if (options.Events is { } own && own.GetType() != typeof(CookieAuthenticationEvents) && own is not ObservedCookieEvents)
        {
            options.Events = new ObservedCookieEvents(_ => own);
        }
        else if (options.Events is { } events and not ObservedCookieEvents)
        {
            // Chained rather than replaced: what the application still changes on its events later keeps its effect.
            var (sliding, validating) = (events.OnCheckSlidingExpiration, events.OnValidatePrincipal);
            events.OnCheckSlidingExpiration = async context =>
            {
                await sliding(context);
                Note(context.HttpContext, context.Scheme.Name, context.ShouldRenew);
            };
            events.OnValidatePrincipal = async context =>
            {
                await validating(context);
                Note(context.HttpContext, context.Scheme.Name, context.ShouldRenew && context.Principal is not null);
            };
        }
    }

    public static void Note(HttpContext context, string scheme, bool isRenewed)
    {
        if (isRenewed && context.Features.Get<AuditRequest>() is { } request)
        {
            request.Acts.Renewed ??= scheme;
        }
    }
}
