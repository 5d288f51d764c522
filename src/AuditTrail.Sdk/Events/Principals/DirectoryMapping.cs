using System.Security.Claims;

namespace AuditTrail.Events.Principals;

/// <summary>Windows, Kerberos and NTLM: a user of a directory.</summary>
internal static class DirectoryMapping
{
    public static bool Applies(ClaimsIdentity identity) => identity.AuthenticationType is "Negotiate" or "NTLM" or "Kerberos";

    public static void Apply(ref PrincipalFacts facts)
    {
        facts.Type = "Directory";
        facts.Provider = null;
    }
}
