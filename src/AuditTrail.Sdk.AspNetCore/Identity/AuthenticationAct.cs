using System.Security.Claims;
using AuditTrail.Events;

namespace AuditTrail.AspNetCore;

/// <summary>Something that authentication did within a request: an event of its own name, under the request's <c>sharedEventID</c>.</summary>
internal sealed record AuthenticationAct(string Name, string? Scheme)
{
    public const string SignIn = "SignIn";

    /// <summary>Half of a sign-in: another provider's word, or a password where a second factor is still missing.</summary>
    public const string SignInStep = "SignInStep";
    public const string SignOut = "SignOut";
    public const string RefreshToken = "RefreshToken";
    public const string AccessDenied = "AccessDenied";

    /// <summary>CloudTrail's word where somebody typed a name that may be a password.</summary>
    private const string Hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

    private static readonly UserIdentity HiddenIdentity = UserIdentity.Anonymous with { UserName = Hidden };

    /// <summary>Who it made of the caller; null where the caller stays who it was.</summary>
    public ClaimsPrincipal? Principal { get; init; }

    /// <summary>Why it failed: a fixed word or an exception's type; null when it did not.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The name that was claimed in a failed sign-in; only its pseudonym is recorded.</summary>
    public string? ClaimedName { get; init; }

    /// <summary>Whether the session outlives the browser's; null where that is not the question.</summary>
    public bool? IsPersistent { get; init; }

    private bool IsSignInFailure => ErrorCode is not null && Name is SignIn;

    public static AuthenticationAct FailedSignIn(string? scheme, string reason, string? claimedName = null) =>
        new(SignIn, scheme) { ErrorCode = reason, ClaimedName = claimedName };

    public Actor ReadActor(AuditRequest request)
    {
        if (IsSignInFailure)
        {
            return new Actor(HiddenIdentity, Actor.Failed, Scheme, ErrorCode);
        }

        return Principal is null ? Actor.Read(request) with { Scheme = Scheme } : new Actor(UserIdentity.From(Principal), Actor.Verified, Scheme);
    }

    public void AddTo(AuditEventBuilder e, ClaimedName names)
    {
        if (Scheme is not null)
        {
            e.Request("scheme", BoundedText.Cut(Scheme, 256));
        }

        if (names.PseudonymOf(ClaimedName) is { } pseudonym)
        {
            e.Request("claimedName", pseudonym);
        }

        if (IsPersistent is { } persistent)
        {
            e.Request("persistent", persistent);
        }
    }
}
