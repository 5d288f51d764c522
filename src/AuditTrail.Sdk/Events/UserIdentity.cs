using System.Security.Claims;
using AuditTrail.Events.Json;
using AuditTrail.Events.Principals;

namespace AuditTrail.Events;

/// <summary>Who did something.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record UserIdentity
{
    /// <summary>Nobody that could be named: <c>{"type":"Unknown","principalId":"anonymous"}</c>.</summary>
    public static UserIdentity Anonymous { get; } = new() { Type = "Unknown", PrincipalId = "anonymous" };

    /// <summary>What kind of identity this is: <c>Root</c>, <c>IAMUser</c>, <c>AssumedRole</c>, <c>Role</c>, <c>FederatedUser</c>, <c>Directory</c>, <c>AWSAccount</c>,
    /// <c>AWSService</c>, <c>IdentityCenterUser</c>, <c>SAMLUser</c>, <c>WebIdentityUser</c>, <c>Unknown</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The identity's unique id.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>The identity's ARN.</summary>
    public string? Arn { get; init; }

    /// <summary>The account that owns it.</summary>
    public string? AccountId { get; init; }

    /// <summary>The access key that signed the request.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The friendly name.</summary>
    public string? UserName { get; init; }

    /// <summary>The session with which the call was made.</summary>
    public SessionContext? SessionContext
    {
        get => Rare.SessionContext;
        init => Rare = Rare with { SessionContext = value };
    }

    /// <summary>The service that made the call.</summary>
    public string? InvokedBy { get; init; }

    /// <summary>Who vouches for the identity: an issuer, or the authentication type.</summary>
    public string? IdentityProvider { get; init; }

    /// <summary>The id of the credential (a bearer token, a session); never the credential itself.</summary>
    public string? CredentialId
    {
        get => Rare.CredentialId;
        init => Rare = Rare with { CredentialId = value };
    }

    /// <summary>For whom the caller acted.</summary>
    public OnBehalfOf? OnBehalfOf
    {
        get => Rare.OnBehalfOf;
        init => Rare = Rare with { OnBehalfOf = value };
    }

    /// <summary>The product provider who acted with temporary delegated access.</summary>
    public DelegatedAccess? InvokedByDelegate
    {
        get => Rare.InvokedByDelegate;
        init => Rare = Rare with { InvokedByDelegate = value };
    }

    /// <summary>The resource on whose behalf a service acted.</summary>
    public InScopeOf? InScopeOf
    {
        get => Rare.InScopeOf;
        init => Rare = Rare with { InScopeOf = value };
    }

    internal MemberLayout? Layout
    {
        get => Rare.Layout;
        init => Rare = Rare with { Layout = value };
    }

    /// <summary>What an application's own users do not have, apart so that their identities stay small.</summary>
    private RareIdentity Rare { get; init; } = RareIdentity.None;

    /// <summary>A user whom an identity provider vouches for (a token, a cookie): type <c>WebIdentityUser</c>.</summary>
    /// <param name="principalId">The user's unique id, as the <c>sub</c> claim.</param>
    /// <param name="userName">The user's name, for people.</param>
    /// <param name="identityProvider">The issuer.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public static UserIdentity User(string principalId, string? userName = null, string? identityProvider = null) =>
        new() { Type = "WebIdentityUser", PrincipalId = Named(principalId), UserName = userName, IdentityProvider = identityProvider };

    /// <summary>A user of a directory (Windows, Kerberos): type <c>Directory</c>.</summary>
    /// <param name="principalId">The user's unique id, as the SID.</param>
    /// <param name="userName">The user's name, as <c>EXAMPLE\ana</c>.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public static UserIdentity Directory(string principalId, string? userName = null) =>
        new() { Type = "Directory", PrincipalId = Named(principalId), UserName = userName };

    /// <summary>Background work under an application's own name: type <c>AWSService</c>, as CloudTrail writes what a service did by itself.</summary>
    /// <param name="name">The application's or service's name.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static UserIdentity Service(string name) => new() { Type = "AWSService", InvokedBy = Named(name) };

    /// <summary>The identity of a principal: its main one if that is authenticated, else the first that is, else <see cref="Anonymous"/>.</summary>
    /// <remarks>
    /// Knows the claims of OpenID Connect, Microsoft Entra ID, Amazon Cognito, ASP.NET Core Identity, Windows authentication, client certificates and API keys, under their short names and
    /// the long ones that handlers give them. The id is the claim <c>sub</c>, else <see cref="ClaimTypes.PrimarySid"/>, else <see cref="ClaimTypes.NameIdentifier"/>, else the name, the client or <c>unknown</c>; of Entra
    /// <c>oid</c>. The provider is the issuer of the id's claim, else the claim <c>iss</c>, else the authentication type. What a claim says of session, client and actor counts only if whoever issued the id's
    /// claim issued it, or the application did. Sessions, tokens and keys are never in it, only a hash.
    /// </remarks>
    /// <param name="principal">The user; null is anonymous.</param>
    public static UserIdentity From(ClaimsPrincipal? principal)
    {
        // Almost always the only one, and asked for without an enumerator.
        if (principal?.Identity is ClaimsIdentity { IsAuthenticated: true } main)
        {
            return PrincipalMapping.Read(main);
        }

        foreach (var identity in principal?.Identities ?? [])
        {
            if (identity.IsAuthenticated)
            {
                return PrincipalMapping.Read(identity);
            }
        }

        return Anonymous;
    }

    internal static UserIdentity Of(in PrincipalFacts facts)
    {
        var attributes = FederationAttributes.Write(facts);
        var hasSession = attributes is not null || facts.SignedInAt is not null || facts.MultiFactor is not null || !facts.Actors.IsEmpty;
        var session = !hasSession ? null : new SessionContext
        {
            WebIdFederationData = attributes is null ? null : new WebIdFederationData { Attributes = attributes },
            Attributes = facts.SignedInAt is null && facts.MultiFactor is null ? null : new SessionAttributes { CreationDate = facts.SignedInAt, MfaAuthenticated = facts.MultiFactor },
            SourceIdentity = facts.Actors.Current,
        };

        return new()
        {
            Type = facts.Type,
            PrincipalId = facts.PrincipalId,
            UserName = facts.UserName,
            IdentityProvider = facts.Provider,
            Rare = session is null && facts.CredentialId is null ? RareIdentity.None : new RareIdentity { SessionContext = session, CredentialId = facts.CredentialId },
        };
    }

    private static string Named(string value, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string? parameter = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, parameter);
        return value;
    }
}
