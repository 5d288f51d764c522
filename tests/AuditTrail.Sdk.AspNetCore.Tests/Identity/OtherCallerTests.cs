using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Principal;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Authentication.Certificate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Identity;

/// <summary>Callers without tokens: certificates, directories, API keys; and principals that are several at once or somebody in another's place.</summary>
public sealed class OtherCallerTests
{
    [Fact]
    public async Task ACertificateIsItsSubjectWithItsThumbprintAndAuthority()
    {
        using var certificate = SelfSigned();
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.Use((context, next) =>
                {
                    // As a server that has asked for it leaves it.
                    (context.Connection.ClientCertificate, context.Request.Scheme) = (certificate, "https");
                    return next(context);
                });
                a.UseAuthentication();
                a.MapGet("/orders", () => "ok");
            },
            services => services.AddAuthentication(CertificateAuthenticationDefaults.AuthenticationScheme).AddCertificate(o =>
            {
                o.AllowedCertificateTypes = CertificateTypes.All;
                o.ValidateCertificateUse = false;
                o.RevocationMode = X509RevocationMode.NoCheck;
            }));

        await app.Client.GetAsync("/orders");

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("CN=till-7, O=Example", e["userIdentity.principalId"]);
        Assert.Equal("till-7", e["userIdentity.userName"]);
        Assert.Equal("CN=till-7, O=Example", e["userIdentity.identityProvider"]);
        Assert.Equal("sha1:" + certificate.Thumbprint.ToLowerInvariant(), e["userIdentity.credentialId"]);
        Assert.Equal("Certificate", e.Http("authenticationScheme"));
    }

    [Fact]
    public async Task ACertificateThatTheClientShowsKestrelOverTlsIsTheCallerAndWithoutItNobodyIs()
    {
        using var certificate = SelfSigned();
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseAuthentication();
                a.MapGet("/orders", () => "ok");
            },
            services => services.AddAuthentication(CertificateAuthenticationDefaults.AuthenticationScheme).AddCertificate(o =>
            {
                o.AllowedCertificateTypes = CertificateTypes.SelfSigned;
                o.ValidateCertificateUse = false;
                o.RevocationMode = X509RevocationMode.NoCheck;
            }),
            listen: kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate, https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            })));

        foreach (var shown in (X509Certificate2[][])[[certificate], []])
        {
#pragma warning disable MA0039 // The certificate is this test's own; it is the client's that is tested.
            using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
#pragma warning restore MA0039
            handler.ClientCertificates.AddRange(shown);
            using var client = new HttpClient(handler);
            Assert.Equal("ok", await client.GetStringAsync(new Uri(app.Address, "/orders")));
        }

        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal(("CN=till-7, O=Example", "verified", "Certificate"), (events[0]["userIdentity.principalId"], events[0].Http("authentication"), events[0].Http("authenticationScheme")));
        Assert.Equal("sha1:" + certificate.Thumbprint.ToLowerInvariant(), events[0]["userIdentity.credentialId"]);
        Assert.StartsWith("TLSv1.", events[0]["tlsDetails.tlsVersion"], StringComparison.Ordinal);
        Assert.Equal(("anonymous", "none"), (events[1]["userIdentity.principalId"], events[1].Http("authentication")));
    }

    [Theory]
    [InlineData("Negotiate")]
    [InlineData("Kerberos")]
    [InlineData("NTLM")]
    public async Task AUserOfADirectoryIsOneAsTheNegotiateHandlerMakesIt(string package)
    {
        var e = await AsAsync(new ClaimsPrincipal(new GenericIdentity(@"EXAMPLE\ana", package)));

        Assert.Equal("""{"type":"Directory","principalId":"EXAMPLE\\ana","userName":"EXAMPLE\\ana"}""", e["userIdentity"]);
    }

    [Fact]
    public async Task AnApiKeyIsItsIdInClear()
    {
        var e = await AsAsync(Identity("ApiKey", new("api_key_id", "key-7"), new("api_key", "SECRET-KEY"), new(ClaimTypes.Name, "nightly import")));

        Assert.Equal("""{"type":"WebIdentityUser","principalId":"nightly import","userName":"nightly import","identityProvider":"ApiKey","credentialId":"key-7"}""", e["userIdentity"]);
        Assert.DoesNotContain("SECRET-KEY", e.Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api_key", "sub")]
    [InlineData("apikey", ClaimTypes.NameIdentifier)]
    [InlineData("X-Api-Key", ClaimTypes.Name)]
    [InlineData("api_key", "api_key_id")]
    [InlineData("api_key", "client_id")]
    public async Task AnApiKeyIsNeverInClearWhereverItsHandlerRepeatsIt(string claim, string repeatedIn)
    {
        var e = await AsAsync(Identity("ApiKey", new(repeatedIn, "SECRET-KEY"), new(claim, "SECRET-KEY")));

        Assert.DoesNotContain("SECRET-KEY", e.Json, StringComparison.Ordinal);
        var hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData("SECRET-KEY"u8))[..32];
        Assert.Equal(hash, e["userIdentity.credentialId"]);
        Assert.Equal(hash, e["userIdentity.principalId"]);
    }

    [Fact]
    public async Task OfSeveralIdentitiesTheMainOneActsAndTheOtherVerifiedOnesAreNamed()
    {
        var others = Enumerable.Range(0, 20).Select(i => new ClaimsIdentity([new Claim("sub", $"other-{i}"), new Claim("act", "not-me"), new Claim("sid", "s")], "Second"));
        var e = await AsAsync(new ClaimsPrincipal([new ClaimsIdentity([new("sub", "claimed")]), new ClaimsIdentity([new Claim("sub", "ana")], "First"), .. others]));

        Assert.Equal("""{"type":"WebIdentityUser","principalId":"ana","identityProvider":"First"}""", e["userIdentity"]);
        Assert.Equal("other-0", e["additionalEventData.identity.others.0.principalId"]);
        Assert.Equal("Second", e["additionalEventData.identity.others.0.identityProvider"]);
        Assert.Equal("… 12 more", e["additionalEventData.identity.others.8"]);
        Assert.DoesNotContain("claimed", e.Json, StringComparison.Ordinal);
        Assert.DoesNotContain("not-me", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnActorThatTheApplicationSetsIsInTheEventWithThoseBehindIt()
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ana"), new Claim("act", "from-a-claim")], "Cookies")
        {
            Actor = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "bob")], "Cookies") { Actor = new ClaimsIdentity([new Claim("sub", "only-claimed")]) },
        };

        var e = await AsAsync(new ClaimsPrincipal(identity));

        Assert.Equal("ana", e["userIdentity.principalId"]);
        Assert.Equal("bob", e["userIdentity.sessionContext.sourceIdentity"]);
        Assert.Equal("unknown", e["userIdentity.sessionContext.webIdFederationData.attributes.actor2"]);
    }

    [Fact]
    public async Task AnActorOfAnIdentityThatIsNotVerifiedIsNobody()
    {
        var e = await AsAsync(new ClaimsPrincipal([new ClaimsIdentity([new("sub", "ana")], "Cookies"), new ClaimsIdentity([new("act", "the-ceo")])]));

        Assert.Equal("""{"type":"WebIdentityUser","principalId":"ana","identityProvider":"Cookies"}""", e["userIdentity"]);
    }

    [Fact]
    public async Task RolesAndTenantAreRecordedWhereTheyAreAskedFor()
    {
        ClaimsPrincipal ana = Identity("Cookies", new("sub", "ana"), new(ClaimTypes.Role, "clerk"), new("roles", "auditor"), new("role", "clerk"), new("tenant", "acme"));

        var asked = await AsAsync(ana, o => (o.RecordRoles, o.TenantClaim) = (true, "tenant"));
        var notAsked = await AsAsync(ana);

        Assert.Equal("""{"tenant":"acme","roles":["clerk","auditor"]}""", asked["additionalEventData.identity"]);
        Assert.Null(notAsked["additionalEventData.identity"]);
    }

    [Fact]
    public async Task TenThousandRolesAreBounded()
    {
        var roles = Enumerable.Range(0, 10_000).Select(i => new Claim(ClaimTypes.Role, $"role-{i}-{new string('r', 500)}"));

        var e = await AsAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "ana"), .. roles], "Cookies")), o => o.RecordRoles = true);

        Assert.Equal("… 9968 more", e["additionalEventData.identity.roles.32"]);
        Assert.InRange(e.Json.Length, 1, 8_192);
    }

    private static ClaimsPrincipal Identity(string scheme, params Claim[] claims) => new(new ClaimsIdentity(claims, scheme));

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=till-7, O=Example", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static async Task<Recorded> AsAsync(ClaimsPrincipal user, Action<AuditHttpOptions>? configure = null)
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/orders", (HttpContext context) =>
            {
                context.User = user;
                return "ok";
            }),
            services => services.AddAuditTrailHttp(o => configure?.Invoke(o)));
        Assert.Equal("ok", await app.Client.GetStringAsync("/orders"));
        return await app.Recorder.SingleAsync();
    }
}
