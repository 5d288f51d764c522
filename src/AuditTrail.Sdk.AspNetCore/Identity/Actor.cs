using System.Security.Claims;
using AuditTrail.Events;
using Microsoft.AspNetCore.Authentication;

namespace AuditTrail.AspNetCore;

/// <summary>Who made the request, as the application sees it when the event is recorded.</summary>
/// <param name="Identity">The authenticated principal, or the anonymous: a name that was only claimed is nobody's.</param>
/// <param name="Authentication"><c>verified</c>, <c>failed</c> (credentials were given and did not hold) or <c>none</c>.</param>
/// <param name="Scheme">The scheme that verified, or failed to.</param>
/// <param name="Failure">Why the scheme refused: the failure's type; null unless it did.</param>
internal readonly record struct Actor(UserIdentity Identity, string Authentication, string? Scheme, string? Failure = null)
{
    public const string Verified = "verified";
    public const string Failed = "failed";
    public const string None = "none";

    public static Actor Read(AuditRequest request)
    {
        var context = request.Context;
        if (VerifiedIdentity(context.User) is { } identity)
        {
            // Null when the principal has been replaced since.
            var scheme = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Ticket?.AuthenticationScheme ?? identity.AuthenticationType;
            return new Actor(UserIdentity.From(context.User), Verified, scheme);
        }

        return request.ActsOrNull?.Failed is { } failed
            ? new Actor(UserIdentity.Anonymous, Failed, failed.Scheme, failed.Reason)
            : new Actor(UserIdentity.Anonymous, None, Scheme: null);
    }

    /// <summary>Of a principal that stands for a whole connection.</summary>
    public static Actor Of(ClaimsPrincipal? user) => user is not null && VerifiedIdentity(user) is { } identity
        ? new(UserIdentity.From(user), Verified, identity.AuthenticationType)
        : new(UserIdentity.Anonymous, None, Scheme: null);

    /// <summary>The first identity that is authenticated; an unauthenticated one may carry any name.</summary>
    public static ClaimsIdentity? VerifiedIdentity(ClaimsPrincipal user)
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
