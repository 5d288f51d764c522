namespace AuditTrail.Events.Principals;

/// <summary>What <c>amr</c> says of how somebody signed in (RFC 8176).</summary>
internal static class AuthenticationMethods
{
    /// <summary>Only where it is said: two methods may be of one factor.</summary>
    /// <param name="value">One method, or a JSON array of them in one claim.</param>
    public static bool AreMultiFactor(string value) =>
        value is "mfa" or "ngcmfa" or "http://schemas.microsoft.com/claims/multipleauthn"
        || (value[0] == '[' && (value.Contains("\"mfa\"", StringComparison.Ordinal) || value.Contains("\"ngcmfa\"", StringComparison.Ordinal)));
}
