namespace AuditTrail.AspNetCore;

/// <summary>What authentication has done within a request so far, so that no act is recorded twice. For the request's own flow.</summary>
/// <remarks>Handlers forward to each other through the same service: of two calls within each other, the inner one is the act.</remarks>
internal sealed class AuthenticationActs
{
    /// <summary>The first scheme that was asked and refused what it was given; null while none did.</summary>
    public FailedAuthentication? Failed { get; set; }

    /// <summary>How many sign-ins have been recorded, failed ones too.</summary>
    public int SignIns { get; set; }

    public bool IsSignedOut { get; set; }

    public bool IsDenied { get; set; }

    public bool IsRefreshRefused { get; set; }

    /// <summary>The scheme whose cookie is renewed when the response starts; null for none.</summary>
    public string? Renewed { get; set; }

    /// <summary>A sign-in that is under way. One that answers with a token starts the response itself.</summary>
    public AuthenticationAct? SigningIn { get; set; }

    /// <summary>What has to be recorded before the response starts; null for nothing. A sign-in or a sign-out takes the place of a renewal.</summary>
    public AuthenticationAct? TakePending()
    {
        var pending = SigningIn ?? (Renewed is null || SignIns > 0 || IsSignedOut ? null : new AuthenticationAct(AuthenticationAct.RefreshToken, Renewed));
        SignIns += SigningIn is null ? 0 : 1;
        (SigningIn, Renewed) = (null, null);
        return pending;
    }
}
