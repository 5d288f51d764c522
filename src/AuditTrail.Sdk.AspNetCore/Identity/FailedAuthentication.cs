using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore;

/// <summary>Finds out whether an anonymous request gave credentials that did not hold.</summary>
/// <remarks>
/// The framework keeps no result that says so. Handlers remember theirs for the rest of the request, so asking one again that has already answered
/// has no effect; one that has not been asked is not asked here, since that could renew a cookie or call an identity provider.
/// </remarks>
internal static class FailedAuthentication
{
    // AuthorizationMiddleware leaves it for routing; after it, the endpoint's schemes have been asked.
    private const string AuthorizationRan = "__AuthorizationMiddlewareWithEndpointInvoked";

    /// <summary>Not for unmatched requests: the authentication's own callbacks end there before the default scheme is asked.</summary>
    public static bool MayBeKnown(HttpContext context, EndpointPlan plan) =>
        !plan.IsUnmatched && context.Features.Get<IAuthenticationFeature>() is not null;

    /// <returns>The scheme that failed; null when none did.</returns>
    public static async ValueTask<string?> FindAsync(HttpContext context, EndpointPlan plan)
    {
        var schemes = context.RequestServices.GetService<IAuthenticationSchemeProvider>();
        if (schemes is not null && await schemes.GetDefaultAuthenticateSchemeAsync() is { } byDefault && await HasFailedAsync(context, byDefault.Name))
        {
            return byDefault.Name;
        }

        if (plan.Schemes.Length > 0 && context.Items.ContainsKey(AuthorizationRan))
        {
            foreach (var scheme in plan.Schemes)
            {
                if (await HasFailedAsync(context, scheme))
                {
                    return scheme;
                }
            }
        }

        return null;
    }

    private static async ValueTask<bool> HasFailedAsync(HttpContext context, string scheme)
    {
        try
        {
            return (await context.AuthenticateAsync(scheme)).Failure is not null;
        }
        catch (Exception)
        {
            // The handler remembers its exception too: credentials that it could not even judge did not hold.
            return true;
        }
    }
}
