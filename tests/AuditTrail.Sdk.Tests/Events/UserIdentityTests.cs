using System.Security.Claims;
using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

public sealed class UserIdentityTests
{
    [Fact]
    public void AnUnauthenticatedPrincipalIsAnonymousWhateverItClaims()
    {
        Assert.Equal("""{"userIdentity":{"type":"Unknown","principalId":"anonymous"}}""", new AuditEvent { UserIdentity = UserIdentity.Anonymous }.ToString());
        Assert.Equal(UserIdentity.Anonymous, UserIdentity.From(null));
        Assert.Equal(UserIdentity.Anonymous, UserIdentity.From(new ClaimsPrincipal()));
        Assert.Equal(UserIdentity.Anonymous, UserIdentity.From(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "claimed"), new(ClaimTypes.Name, "claimed")]))));
    }

    [Fact]
    public void ATokensSubjectAndIssuerNameTheUser() =>
        Assert.Equal(
            UserIdentity.User("user-1", "Ana", "https://id.example.com"),
            From("Bearer", new("sub", "user-1"), new(ClaimTypes.NameIdentifier, "other"), new(ClaimTypes.Name, "Ana"), new("iss", "https://id.example.com")));

    [Fact]
    public void WithoutAnIssuerClaimTheClaimsOwnIssuerCountsAndElseTheScheme()
    {
        Assert.Equal(UserIdentity.User("1", null, "idp"), From("Bearer", new Claim(ClaimTypes.NameIdentifier, "1", null, "idp")));
        Assert.Equal(UserIdentity.User("1", null, "Cookies"), From("Cookies", new Claim(ClaimTypes.NameIdentifier, "1")));
        Assert.Equal(UserIdentity.User("ana", "ana", "Cookies"), From("Cookies", new Claim(ClaimTypes.Name, "ana")));
    }

    [Fact]
    public void ThePrincipalsMainIdentityCountsBeforeTheFirst() =>
        Assert.Equal("main", UserIdentity.From(new ChoosingPrincipal()).PrincipalId);

    [Fact]
    public void TheFirstClaimOfATypeCountsInWhateverCaseItIsSpelt() =>
        Assert.Equal(
            UserIdentity.User("user-1", "Ana", "https://id.example.com"),
            From("Bearer", new("SUB", "user-1"), new("sub", "user-2"), new("preferred_username", "other"), new("name", "Ana"), new("ISS", "https://id.example.com"), new("iss", "x")));

    [Fact]
    public void TheFirstAuthenticatedIdentityCounts()
    {
        var principal = new ClaimsPrincipal([new ClaimsIdentity([new("sub", "unverified")]), new ClaimsIdentity([new("sub", "1")], "A"), new ClaimsIdentity([new("sub", "2")], "B")]);
        Assert.Equal("1", UserIdentity.From(principal).PrincipalId);
    }

    [Theory]
    [InlineData("Negotiate")]
    [InlineData("NTLM")]
    [InlineData("Kerberos")]
    public void WindowsAuthenticationGivesADirectoryUser(string scheme) =>
        Assert.Equal(
            UserIdentity.Directory("S-1-5-21", @"EXAMPLE\ana"),
            From(scheme, new Claim(ClaimTypes.PrimarySid, "S-1-5-21"), new Claim(ClaimTypes.Name, @"EXAMPLE\ana")));

    [Fact]
    public void WhatSomebodyElseThanTheIssuerSaysOfASessionDoesNotCount()
    {
        const string Issuer = "https://id.example.com";
        Claim[] said = [new("sub", "1", null, Issuer), new("act", "boss", null, "profile"), new("sid", "s", null, "profile"), new("amr", "mfa", null, "profile"), new("oid", "boss", null, Issuer)];
        Assert.Equal(UserIdentity.User("1", null, Issuer), From("Bearer", said));
        Assert.Equal("bob", From("Bearer", new("sub", "1", null, Issuer), new("act", "bob")).SessionContext?.SourceIdentity);
    }

    [Fact]
    public void AnIdentityThatNamesNobodyIsNotTheAnonymous() => Assert.Equal(UserIdentity.User("unknown", null, "Bearer"), From("Bearer"));

    [Fact]
    public void BackgroundWorkIsWrittenAsCloudTrailWritesAService() =>
        Assert.Equal("""{"userIdentity":{"type":"AWSService","invokedBy":"billing"}}""", new AuditEvent { UserIdentity = UserIdentity.Service("billing") }.ToString());

    private static UserIdentity From(string scheme, params Claim[] claims) => UserIdentity.From(new ClaimsPrincipal(new ClaimsIdentity(claims, scheme)));

    /// <summary>As the framework prefers a Windows identity to one that was added before it.</summary>
    private sealed class ChoosingPrincipal() : ClaimsPrincipal([new ClaimsIdentity([new("sub", "first")], "Cookies"), new ClaimsIdentity([new("sub", "main")], "Negotiate")])
    {
        public override System.Security.Principal.IIdentity? Identity => Identities.Last();
    }
}
