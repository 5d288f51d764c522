using AuditTrail.AspNetCore.Tests.Support;

namespace AuditTrail.AspNetCore.Tests.Identity;

/// <summary>Who is recorded of tokens that the framework's own library made and the framework's own handler checked, with claims renamed and not.</summary>
public sealed class TokenIdentityTests
{
    private static readonly Tokens Tokens = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABearerTokenSaysWhoSinceWhenHowAndThroughWhichApplication(bool mapInboundClaims)
    {
        await using var app = await Tokens.StartAsync(mapInboundClaims);

        var e = await Tokens.SendAsync(app, Tokens.Create(new()
        {
            ["sub"] = "u-1", ["name"] = "Ana", ["azp"] = "spa", ["sid"] = "session-1", ["jti"] = "token-1", ["auth_time"] = 1_700_000_000L, ["amr"] = new[] { "pwd", "mfa" },
        }));

        Assert.Equal(
            $$$"""
            {"type":"WebIdentityUser","principalId":"u-1","userName":"Ana","sessionContext":{"webIdFederationData":{"attributes":{"clientId":"spa"}},"attributes":{"creationDate":"2023-11-14T22:13:20Z","mfaAuthenticated":"true"}},"identityProvider":"https://id.example.com","credentialId":"{{{HashOf("session-1")}}}"}
            """,
            e["userIdentity"]);
        Assert.Equal("verified", e.Http("authentication"));
        Assert.Equal("Bearer", e.Http("authenticationScheme"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OneFactorIsSaidAndWithoutASessionTheTokensIdIsTheCredential(bool mapInboundClaims)
    {
        await using var app = await Tokens.StartAsync(mapInboundClaims);

        var e = await Tokens.SendAsync(app, Tokens.Create(new() { ["sub"] = "u-1", ["jti"] = "token-1", ["amr"] = new[] { "pwd" } }));

        Assert.Equal("false", e["userIdentity.sessionContext.attributes.mfaAuthenticated"]);
        Assert.Equal(HashOf("token-1"), e["userIdentity.credentialId"]);
        Assert.Null(e["userIdentity.sessionContext.attributes.creationDate"]);
    }

    [Fact]
    public async Task ATokenWithoutASubjectIsItsClients()
    {
        await using var app = await Tokens.StartAsync(mapInboundClaims: false);

        var e = await Tokens.SendAsync(app, Tokens.Create(new() { ["client_id"] = "nightly-job" }));

        Assert.Equal("nightly-job", e["userIdentity.principalId"]);
        Assert.Equal("https://id.example.com", e["userIdentity.identityProvider"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnEntraUserIsTheObjectIdThatAllApplicationsOfTheTenantSee(bool mapInboundClaims)
    {
        const string Issuer = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0";
        await using var app = await Tokens.StartAsync(mapInboundClaims, Issuer);

        var e = await Tokens.SendAsync(app, Tokens.Create(
            new()
            {
                ["ver"] = "2.0", ["sub"] = "pairwise", ["oid"] = "object-1", ["tid"] = "72f988bf-86f1-41af-91ab-2d7cd011db47", ["azp"] = "app-1", ["preferred_username"] = "ana@example.com", ["uti"] = "x", ["sid"] = "s",
            },
            Issuer));

        Assert.Equal("object-1", e["userIdentity.principalId"]);
        Assert.Equal("ana@example.com", e["userIdentity.userName"]);
        Assert.Equal(Issuer, e["userIdentity.identityProvider"]);
        Assert.Equal("""{"clientId":"app-1","tenantId":"72f988bf-86f1-41af-91ab-2d7cd011db47"}""", e["userIdentity.sessionContext.webIdFederationData.attributes"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnOlderEntraTokenGivesTheSameFields(bool mapInboundClaims)
    {
        const string Issuer = "https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/";
        await using var app = await Tokens.StartAsync(mapInboundClaims, Issuer);

        var e = await Tokens.SendAsync(app, Tokens.Create(
            new() { ["ver"] = "1.0", ["sub"] = "pairwise", ["oid"] = "object-1", ["tid"] = "t-1", ["appid"] = "app-1", ["upn"] = "ana@example.com", ["amr"] = new[] { "pwd", "ngcmfa" } },
            Issuer));

        Assert.Equal("object-1", e["userIdentity.principalId"]);
        Assert.Equal("ana@example.com", e["userIdentity.userName"]);
        Assert.Equal("true", e["userIdentity.sessionContext.attributes.mfaAuthenticated"]);
        Assert.Equal("""{"clientId":"app-1","tenantId":"t-1"}""", e["userIdentity.sessionContext.webIdFederationData.attributes"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnEntraApplicationWithoutAUserSaysThatItIsOne(bool mapInboundClaims)
    {
        const string Issuer = "https://login.microsoftonline.com/t-1/v2.0";
        await using var app = await Tokens.StartAsync(mapInboundClaims, Issuer);

        var e = await Tokens.SendAsync(app, Tokens.Create(new() { ["sub"] = "sp-1", ["oid"] = "sp-1", ["tid"] = "t-1", ["azp"] = "app-1", ["idtyp"] = "app" }, Issuer));

        Assert.Equal("sp-1", e["userIdentity.principalId"]);
        Assert.Null(e["userIdentity.userName"]);
        Assert.Equal("""{"clientId":"app-1","clientType":"app","tenantId":"t-1"}""", e["userIdentity.sessionContext.webIdFederationData.attributes"]);
    }

    [Theory]
    [InlineData("https://id.example.com")]
    [InlineData("https://login.microsoftonline.com.evil.example/t-1/v2.0")]
    [InlineData("https://evil.example/login.microsoftonline.com/")]
    public async Task AnotherProvidersObjectIdMakesNobodyElseOfTheCaller(string issuer)
    {
        await using var app = await Tokens.StartAsync(mapInboundClaims: true, issuer);

        var e = await Tokens.SendAsync(app, Tokens.Create(new() { ["sub"] = "mallory", ["oid"] = "the-ceo", ["tid"] = "t-1" }, issuer));

        Assert.Equal("mallory", e["userIdentity.principalId"]);
        Assert.DoesNotContain("the-ceo", e.Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("access", "username", true)]
    [InlineData("access", "username", false)]
    [InlineData("id", "cognito:username", true)]
    [InlineData("id", "cognito:username", false)]
    public async Task ACognitoUserKeepsOneCredentialOverAllRefreshes(string use, string nameClaim, bool mapInboundClaims)
    {
        const string Issuer = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12Cd34E";
        await using var app = await Tokens.StartAsync(mapInboundClaims, Issuer);

        var e = await Tokens.SendAsync(app, Tokens.Create(
            new()
            {
                ["sub"] = "c-1", [nameClaim] = "ana", ["token_use"] = use, ["client_id"] = "client-1", ["origin_jti"] = "origin-1", ["jti"] = "token-7", ["auth_time"] = 1_700_000_000L, ["name"] = "Ana from the profile",
            },
            Issuer));

        Assert.Equal("c-1", e["userIdentity.principalId"]);
        Assert.Equal("ana", e["userIdentity.userName"]);
        Assert.Equal(HashOf("origin-1"), e["userIdentity.credentialId"]);
        Assert.Equal("2023-11-14T22:13:20Z", e["userIdentity.sessionContext.attributes.creationDate"]);
        Assert.Equal($$"""{"clientId":"client-1","tokenUse":"{{use}}"}""", e["userIdentity.sessionContext.webIdFederationData.attributes"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhoActsForWhomIsInTheEventWithThoseWhoActedBefore(bool mapInboundClaims)
    {
        await using var app = await Tokens.StartAsync(mapInboundClaims);

        var e = await Tokens.SendAsync(app, Tokens.Create(new()
        {
            ["sub"] = "ana",
            ["may_act"] = new Dictionary<string, object> { ["sub"] = "never-acted" },
            ["act"] = new Dictionary<string, object>
            {
                ["iss"] = "https://other.example.com",
                ["act"] = new Dictionary<string, object> { ["client_id"] = "gateway", ["act"] = new Dictionary<string, object> { ["sub"] = "batch" } },
                ["sub"] = "support-bob",
            },
        }));

        Assert.Equal("ana", e["userIdentity.principalId"]);
        Assert.Equal("support-bob", e["userIdentity.sessionContext.sourceIdentity"]);
        Assert.Equal("""{"actor2":"gateway","actor3":"batch"}""", e["userIdentity.sessionContext.webIdFederationData.attributes"]);
        Assert.DoesNotContain("never-acted", e.Json, StringComparison.Ordinal);
    }

    private static string HashOf(string text) => "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..32];
}
