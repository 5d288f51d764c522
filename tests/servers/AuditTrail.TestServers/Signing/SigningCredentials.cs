namespace AuditTrail.TestServers.Signing;

/// <summary>A key that a server knows.</summary>
/// <param name="AccessKeyId">The public part.</param>
/// <param name="SecretAccessKey">The secret part.</param>
/// <param name="SessionToken">What a temporary key has to send as <c>x-amz-security-token</c>; null for a long-lived one.</param>
public sealed record SigningCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null)
{
    /// <summary>AWS's own documented example, which no account has.</summary>
    public static SigningCredentials Example { get; } = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    /// <summary>Without the secret.</summary>
    public override string ToString() => AccessKeyId;
}
