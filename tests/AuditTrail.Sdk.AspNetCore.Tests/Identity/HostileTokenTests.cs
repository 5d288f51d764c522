using System.Globalization;
using System.Security.Claims;
using System.Text;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore.Tests.Identity;

/// <summary>Tokens and claims that are malformed, huge or misleading: recorded bounded and inert, and the request goes on.</summary>
public sealed class HostileTokenTests
{
    private static readonly Tokens Tokens = new();

    public static TheoryData<string, string> BadTokens() => new()
    {
        { "not-a-token", "SecurityTokenMalformedException" },
        { "a.b.c", "ArgumentException" },
        { "....", "SecurityTokenMalformedException" },
        { new string('x', 8_000), "SecurityTokenMalformedException" },
        { Unsigned(), "SecurityTokenInvalidSignatureException" },
        { new Tokens().Create(new() { ["sub"] = "CANARY" }), "SecurityTokenInvalidSignatureException" },
        { Tokens.Create(new() { ["sub"] = "CANARY" }, expires: DateTime.UtcNow.AddHours(-1)), "SecurityTokenExpiredException" },
        { Tokens.Create(new() { ["sub"] = "CANARY" }, audience: "api://others"), "SecurityTokenInvalidAudienceException" },
        { Tokens.Create(new() { ["sub"] = "CANARY" }, issuer: "https://evil.example"), "SecurityTokenInvalidIssuerException" },
        { Tokens.Create(new() { ["sub"] = "CANARY" }, expires: DateTime.UtcNow.AddHours(5)), "SecurityTokenNotYetValidException" },
    };

    [Theory]
    [MemberData(nameof(BadTokens), DisableDiscoveryEnumeration = true)]
    public async Task ATokenThatDoesNotHoldIsNobodyWithTheReasonAndNothingOfItIsRecorded(string token, string reason)
    {
        await using var app = await Tokens.StartAsync(mapInboundClaims: true);

        var e = await Tokens.SendAsync(app, token);

        Assert.Equal("""{"type":"Unknown","principalId":"anonymous"}""", e["userIdentity"]);
        Assert.Equal("failed", e.Http("authentication"));
        Assert.Equal("Bearer", e.Http("authenticationScheme"));
        Assert.Equal(reason, e.Http("authenticationFailure"));
        Assert.DoesNotContain("CANARY", e.Json, StringComparison.Ordinal);
        Assert.DoesNotContain(token, e.Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sub")]
    [InlineData("name")]
    [InlineData("azp")]
    [InlineData("sid")]
    [InlineData("iss")]
    [InlineData("act")]
    [InlineData("amr")]
    [InlineData("auth_time")]
    [InlineData("api_key_id")]
    [InlineData("role")]
    [InlineData("tenant")]
    public async Task AClaimOfAMegabyteIsCut(string type)
    {
        var e = await WithClaimsAsync([new(type, new string('m', 1 << 20)), new("sub", "u-1")]);

        Assert.InRange(e.Json.Length, 1, 4_096);
    }

    [Fact]
    public async Task AnActorOneThousandDeepIsCountedAndTheFirstAreNamed()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 1_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{"sub":"a{{i}}","act":""");
        }

        var e = await WithClaimsAsync([new("sub", "ana"), new("act", Nested(600))]);
        var beyond = await WithClaimsAsync([new("sub", "ana"), new("act", text + "null" + new string('}', 1_000))]);

        Assert.Equal("a0", e["userIdentity.sessionContext.sourceIdentity"]);
        Assert.Equal("a7", e["userIdentity.sessionContext.webIdFederationData.attributes.actor8"]);
        Assert.Equal("600", e["userIdentity.sessionContext.webIdFederationData.attributes.actorCount"]);
        Assert.Equal("unknown", beyond["userIdentity.sessionContext.sourceIdentity"]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"sub\":")]
    [InlineData("{\"sub\":\"bob\"")]
    [InlineData("{\"sub\":\"bob\"}}")]
    [InlineData("{}")]
    [InlineData("{\"sub\":7}")]
    [InlineData("{\"sub\":\"  \"}")]
    [InlineData("{\"sub\":\"\\ud800\"}")]
    public async Task AnActorThatCannotBeReadIsOneAllTheSame(string act)
    {
        var e = await WithClaimsAsync([new("sub", "ana"), new("act", act)]);

        Assert.Equal("ana", e["userIdentity.principalId"]);
        Assert.Equal("unknown", e["userIdentity.sessionContext.sourceIdentity"]);
    }

    [Fact]
    public async Task TextThatLooksLikeJsonOrLikeOurMembersOrDeceivesATerminalStaysText()
    {
        const string Evil = "\",\"eventName\":\"Forged\",\"userIdentity\":{\"principalId\":\"root\"}\r\n\u001b[31m\u202e\u2028";

        var e = await WithClaimsAsync([new("sub", Evil), new("name", Evil), new("azp", Evil), new("act", Evil), new("iss", Evil), new("amr", Evil), new("auth_time", Evil), new("role", Evil), new("tenant", Evil)]);

        Assert.Equal("GET /orders", e.Name);
        Assert.Equal(Evil, e["userIdentity.principalId"]);
        Assert.Equal(Evil, e["userIdentity.userName"]);
        Assert.Equal(Evil, e["userIdentity.sessionContext.sourceIdentity"]);
        Assert.Equal(Evil, e["userIdentity.sessionContext.webIdFederationData.attributes.clientId"]);
        Assert.DoesNotContain(e.Json, c => char.IsControl(c) || c is '\u202e' or '\u2028');
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("99999999999999999999999999")]
    [InlineData("999999999999999")]
    [InlineData("yesterday or so")]
    [InlineData("1e9")]
    public async Task ATimeThatIsNoneIsLeftOut(string time)
    {
        var e = await WithClaimsAsync([new("sub", "ana"), new("auth_time", time)]);

        Assert.Null(e["userIdentity.sessionContext"]);
    }

    [Fact]
    public async Task WhatSomebodyElseThanTheIssuerSaysOfTheSessionDoesNotCount()
    {
        const string Issuer = "https://id.example.com";
        var e = await WithClaimsAsync(
        [
            new("sub", "mallory", null, Issuer), new("act", "the-ceo", null, "profile"), new("amr", "mfa", null, "profile"), new("azp", "trusted-app", null, "profile"),
            new("iss", "https://bank.example.com", null, "profile"), new("sid", "other", null, "profile"), new("auth_time", "1", null, "profile"),
        ]);

        Assert.Equal("""{"type":"WebIdentityUser","principalId":"mallory","identityProvider":"https://id.example.com"}""", e["userIdentity"]);
    }

    [Theory]
    [InlineData("mallory")]
    [InlineData("a")]
    public async Task AKeyThatSomebodyElseThanTheIssuerNamesHidesNobody(string key)
    {
        const string Issuer = "https://id.example.com";
        var e = await WithClaimsAsync([new("sub", "mallory", null, Issuer), new("name", "Mallory", null, Issuer), new("sid", "s-1", null, Issuer), new("api_key", key, null, "profile")]);
        var session = await WithClaimsAsync([new("sub", "mallory", null, Issuer), new("sid", "s-1", null, Issuer)]);

        Assert.Equal(("mallory", "Mallory"), (e["userIdentity.principalId"], e["userIdentity.userName"]));
        Assert.Equal(session["userIdentity.credentialId"], e["userIdentity.credentialId"]);
    }

    [Fact]
    public async Task AnIdThatSomebodyElseThanTheIssuerSaysMakesNobodyElse()
    {
        const string Issuer = "https://id.example.com";
        var e = await WithClaimsAsync([new(ClaimTypes.NameIdentifier, "mallory", null, Issuer), new("sub", "the-ceo", null, "profile")]);

        Assert.Equal("""{"type":"WebIdentityUser","principalId":"mallory","identityProvider":"https://id.example.com"}""", e["userIdentity"]);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\u2003\t")]
    public async Task AClaimOfBlanksSaysNothing(string blank)
    {
        var e = await WithClaimsAsync([new("sub", blank), new(ClaimTypes.NameIdentifier, "mallory"), new("name", blank), new("preferred_username", "m")]);
        var nobody = await WithClaimsAsync([new("sub", blank)]);

        Assert.Equal(("mallory", "m"), (e["userIdentity.principalId"], e["userIdentity.userName"]));
        Assert.Equal("unknown", nobody["userIdentity.principalId"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task APrincipalThatThrowsIsRecordedWithANoteAndTheRequestGoesOn(bool whenAsked)
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/orders", (HttpContext context) =>
        {
            context.User = whenAsked ? new ThrowingPrincipal() : new ClaimsPrincipal(new ThrowingIdentity());
            return "ok";
        }));

        Assert.Equal("ok", await app.Client.GetStringAsync("/orders"));

        Assert.Equal("InvalidTimeZoneException", (await app.Recorder.SingleAsync())["additionalEventData.captureProblem"]);
    }

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Range(0, depth).Select(i => $$"""{"sub":"a{{i}}","act":""")) + "null" + new string('}', depth);

    private static string Unsigned()
    {
        static string Part(string json) => Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(json);
        return Part("""{"alg":"none","typ":"JWT"}""") + "." + Part($$"""{"sub":"CANARY","iss":"{{Tokens.DefaultIssuer}}","aud":"{{Tokens.Audience}}","exp":9999999999}""") + ".";
    }

    private static async Task<Recorded> WithClaimsAsync(Claim[] claims)
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/orders", (HttpContext context) =>
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity(claims, "Custom", "none", "role"));
            return "ok";
        }));
        Assert.Equal("ok", await app.Client.GetStringAsync("/orders"));
        return await app.Recorder.SingleAsync();
    }

    private sealed class ThrowingPrincipal : ClaimsPrincipal
    {
        public override System.Security.Principal.IIdentity Identity => throw new InvalidTimeZoneException("SECRET");
    }

    private sealed class ThrowingIdentity() : ClaimsIdentity("Custom")
    {
        public override IEnumerable<Claim> Claims => throw new InvalidTimeZoneException("SECRET");
    }
}
