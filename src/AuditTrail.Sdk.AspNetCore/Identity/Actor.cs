using System.Security.Claims;
using AuditTrail.Events;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>Who made the request, as the application sees it when the event is recorded.</summary>
/// <param name="Identity">The authenticated principal, or the anonymous: a name that was only claimed is nobody's.</param>
/// <param name="Authentication"><c>verified</c>, <c>failed</c> (credentials were given and did not hold) or <c>none</c>.</param>
/// <param name="Scheme">The scheme that verified, or failed to.</param>
internal readonly record struct Actor(UserIdentity Identity, string Authentication, string? Scheme)
{
    public const string Verified = "verified";
    public const string Failed = "failed";
    public const string None = "none";

    public static ValueTask<Actor> ReadAsync(HttpContext context, EndpointPlan plan)
    {
        if (VerifiedIdentity(context.User) is { } identity)
        {
            return new(OfVerified(context, identity));
        }

        return FailedAuthentication.MayBeKnown(context, plan) ? OfFailedAsync(context, plan) : new(new Actor(UserIdentity.Anonymous, None, Scheme: null));
    }

    private static Actor OfVerified(HttpContext context, ClaimsIdentity identity)
    {
        // Null when the principal has been replaced since.
        var scheme = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Ticket?.AuthenticationScheme ?? identity.AuthenticationType;
        return new Actor(PrincipalIdentity.Read(context.User, identity), Verified, scheme);
    }

    private static async ValueTask<Actor> OfFailedAsync(HttpContext context, EndpointPlan plan)
    {
        var scheme = await FailedAuthentication.FindAsync(context, plan);
        return new Actor(UserIdentity.Anonymous, scheme is null ? None : Failed, scheme);
    }

    /// <summary>The first identity that is authenticated; an unauthenticated one may carry any name.</summary>
    private static ClaimsIdentity? VerifiedIdentity(ClaimsPrincipal user)
    {
        // Almost always the only one, and asked for without an enumerator.
        if (user.Identity is ClaimsIdentity { IsAuthenticated: true } primary)
        {
            return primary;
        }

        foreach (var identity in user.Identities)
        {
            if (identity.IsAuthenticated)
            {
                return identity;
            }
        }

        return null;
    }
}
