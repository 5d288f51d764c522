using AuditTrail.Sinks;
using AuditTrail.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>What a webhook may be told, and what stops the start.</summary>
public sealed class WebhookOptionTests
{
    private const string Hidden = "hidden-in-the-url";

    public static TheoryData<string, string> BadUrls => new()
    {
        { "", "Url is not set;" },
        { " ", "Url is not set;" },
        { "siem.example.com/" + Hidden, "Url is no URL that begins with https://" },
        { "/audit", "Url is no URL that begins with https://" },
        { "ftp://siem.example.com/" + Hidden, "Url is no URL that begins with https://" },
        { "file:///" + Hidden, "Url is no URL that begins with https://" },
        { "https:///" + Hidden, "Url is no URL that begins with https://" },
        { "http://siem.example.com/" + Hidden, "Url begins with http://" },
        { "http://localhost/" + Hidden, "Url begins with http://" },
        { "https://user:" + Hidden + "@siem.example.com/", "Url holds a user or password" },
        { "https://siem.example.com/#" + Hidden, "Url has a fragment (#)" },
        { "https://siem.example.com/#", "Url has a fragment (#)" },
        { "https://169.254.169.254/latest", "Url has the host 169.254.169.254, a link-local address" },
        { "https://0xA9FEA9FE/", "Url has the host 169.254.169.254, a link-local address" },
        { "https://2852039166/", "Url has the host 169.254.169.254, a link-local address" },
        { "https://[fe80::1]/", "Url has the host fe80::1, a link-local address" },
        { "https://[::ffff:169.254.169.254]/", "Url has the host ::ffff:169.254.169.254, a link-local address" },
        { "https://[fd00:ec2::254]/", "Url has the host fd00:ec2::254, a link-local address" },
    };

    [Theory]
    [MemberData(nameof(BadUrls))]
    public void AUrlThatWouldBeNoneIsSaidWithoutShowingIt(string url, string expected)
    {
        var problem = Assert.Single(new WebhookSinkOptions { Url = url, Secret = WebhookRig.Secret }.Problems());

        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Hidden, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://localhost:8443/audit?tenant=a")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://10.0.0.7/audit")]
    [InlineData("https://[::1]/")]
    [InlineData("https://bücher.example/audit")]
    public void LoopbackAndPrivateNetworksAreUrlsLikeOthers(string url) => Assert.Empty(new WebhookSinkOptions { Url = url, Secret = WebhookRig.Secret }.Problems());

    [Fact]
    public void WhatIsAllowedByNameIsAllowed() =>
        Assert.Empty(new WebhookSinkOptions { Url = "http://169.254.1.1/", Secret = WebhookRig.Secret, AllowHttp = true, AllowLinkLocal = true }.Problems());

    public static TheoryData<string> BadSecrets => new()
    {
        "secret",
        "whsec_",
        "whsec_not base64",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqr\nTwjUPD8ILPZIo2LaLaSw",
        WebhookRig.NewSecret(23),
        WebhookRig.NewSecret(65),
    };

    [Theory]
    [MemberData(nameof(BadSecrets))]
    public void ASecretOfAnotherFormIsSaidWithoutShowingIt(string secret)
    {
        var problem = Assert.Single(Good(options => options.Secret = secret).Problems());
        var earlier = Assert.Single(Good(options => options.EarlierSecrets = [WebhookRig.Secret, secret]).Problems());

        Assert.Equal("Secret is no secret of Standard Webhooks; expected whsec_ and 24 to 64 random bytes in base64.", problem);
        Assert.StartsWith("EarlierSecrets has no secret of Standard Webhooks at place 2;", earlier, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(32)]
    [InlineData(64)]
    public void SecretsHaveTheStandardsSizes(int bytes) => Assert.Empty(Good(options => options.Secret = WebhookRig.NewSecret(bytes)).Problems());

    public static TheoryData<string, Action<WebhookSinkOptions>, string> BadOptions => new()
    {
        { "no secret", options => options.Secret = null, "Secret is not set: nobody could tell these requests from forged ones." },
        { "both", options => options.Unsigned = true, "Unsigned is set beside a secret" },
        { "too many", options => options.EarlierSecrets = [.. Enumerable.Range(0, 5).Select(_ => WebhookRig.NewSecret())], "EarlierSecrets has 5 secrets; expected at most 4." },
        { "format", options => options.Format = (WebhookFormat)7, "Format is 7; expected one of JsonArray, NdJson." },
        { "events", options => options.MaxEvents = 0, "MaxEvents is 0; expected 1 to 10000." },
        { "many events", options => options.MaxEvents = 10_001, "MaxEvents is 10001;" },
        { "bytes", options => options.MaxBytes = 1_023, "MaxBytes is 1023; expected 1024 to 67108864." },
        { "many bytes", options => options.MaxBytes = (64 << 20) + 1, "MaxBytes is 67108865;" },
        { "linger", options => options.Linger = TimeSpan.FromSeconds(-1), "Linger is -00:00:01; expected 00:00:00 to 01:00:00." },
        { "time-out", options => options.Timeout = TimeSpan.Zero, "Timeout is 00:00:00; expected 00:00:00.1000000 to 01:00:00." },
        { "held", options => options.HoldStatuses = [401, 503], "HoldStatuses has 503; expected statuses from 400 to 499" },
        { "own header", options => options.Headers["webhook-id"] = "1", "Headers has 'webhook-id', which the sink or the connection sets itself" },
        { "content header", options => options.Headers["content-type"] = "a/b", "Headers has 'content-type', which" },
        { "key", options => options.Headers["idempotency-key"] = "1", "Headers has 'idempotency-key', which" },
        { "host", options => options.Headers["Host"] = "a", "Headers has 'Host', which" },
        { "header name", options => options.Headers["X Tenant:"] = "a", "Headers has 'X Tenant:', which is no header's name." },
        { "header value", options => options.Headers["Authorization"] = "hidden\r\nX: y", "Headers has a value for 'Authorization' that is empty or holds something else" },
        { "body's header", options => options.Headers["Expires"] = "0", "Headers has 'Expires', which is no header of a request; take it out." },
        { "another", options => options.Headers["allow"] = "GET", "Headers has 'allow', which is no header of a request;" },
        { "a third", options => options.Headers["Last-Modified"] = "0", "Headers has 'Last-Modified', which is no header of a request;" },
        { "twice", options => options.Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Tenant"] = "a", ["x-tenant"] = "b" }, "Headers has 'x-tenant' twice, in other letters; take one out." },
        { "no headers", options => options.Headers = null!, "Headers is null; leave it empty instead." },
        { "no earlier secrets", options => options.EarlierSecrets = null!, "EarlierSecrets is null; leave it empty instead." },
        { "no statuses", options => options.HoldStatuses = null!, "HoldStatuses is null; leave it empty instead." },
        { "empty value", options => options.Headers["Authorization"] = " ", "Headers has a value for 'Authorization' that is empty" },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void WhatCannotBeIsSaidWithTheOptionsName(string what, Action<WebhookSinkOptions> change, string expected)
    {
        var problem = Assert.Single(Good(change).Problems());

        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", problem, StringComparison.Ordinal);
        Assert.NotEmpty(what);
    }

    [Fact]
    public void OptionsDoNotShowTheirSecrets()
    {
        var text = Good(options => (options.Url, options.Headers["Authorization"]) = ("https://siem.example.com:8443/services/" + Hidden + "?key=" + Hidden, Hidden)).ToString();

        Assert.Equal("WebhookSinkOptions { https://siem.example.com:8443 }", text);
    }

    [Fact]
    public void ACopyDoesNotChangeWithItsOriginal()
    {
        var held = new List<int> { 401 };
        var options = Good(options => options.HoldStatuses = held);
        var copy = options.Copy();

        held.Add(403);
        options.Headers["X-Late"] = "1";

        Assert.Equal([401], copy.HoldStatuses);
        Assert.Empty(copy.Headers);
    }

    [Fact]
    public async Task AWrongWebhookStopsTheStartInCodeAndByConfiguration()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(
            services => services.AddAuditTrail(audit => audit.Trail("coded", trail => trail.ToWebhook("https://siem.example.com/" + Hidden))),
            ("AuditTrail:Trails:siem:Sink", "Webhook"),
            ("AuditTrail:Trails:siem:Webhook:Url", "http://siem.example.com/" + Hidden),
            ("AuditTrail:Trails:siem:Webhook:Secret", Hidden),
            ("AuditTrail:Trails:siem:Webhook:HoldStatuses", "401, never"),
            ("AuditTrail:Trails:siem:Webhook:Headers:X-Empty", ""),
            ("AuditTrail:Trails:siem:Webhook:Formt", "NdJson"));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.All(
            [
                "AuditTrail:Trails:siem:Webhook:Url begins with http://",
                "AuditTrail:Trails:siem:Webhook:Secret is no secret of Standard Webhooks",
                "AuditTrail:Trails:siem:Webhook:HoldStatuses has 'never'",
                "AuditTrail:Trails:siem:Webhook:Headers has a value for 'X-Empty' that is empty",
                "AuditTrail:Trails:siem:Webhook:Formt is not an option; did you mean AuditTrail:Trails:siem:Webhook:Format?",
                "coded: Secret is not set",
            ],
            expected => Assert.Contains(failure.Failures, problem => problem.Contains(expected, StringComparison.Ordinal)));
        Assert.DoesNotContain(Hidden, failure.Message, StringComparison.Ordinal);
    }

    private static WebhookSinkOptions Good(Action<WebhookSinkOptions> change)
    {
        var options = new WebhookSinkOptions { Url = WebhookRig.Url, Secret = WebhookRig.Secret };
        change(options);
        return options;
    }
}
