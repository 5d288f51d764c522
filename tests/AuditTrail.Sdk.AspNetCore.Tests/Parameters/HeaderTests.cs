using System.Net.Sockets;
using System.Text;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore.Tests.Parameters;

/// <summary>Headers: those that are named, no others, and never a credential.</summary>
public sealed class HeaderTests
{
    [Fact]
    public async Task OnlyHeadersThatAreNamedAreRecorded()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/", (HttpContext context) =>
            {
                context.Response.Headers.ETag = "\"7\"";
                context.Response.Headers["X-Other"] = "CANARY";
                return "ok";
            }),
            s => s.AddAuditTrailHttp(o =>
            {
                o.AllowedHeaders.UnionWith(["x-department", "Idempotency-Key", "X-Absent"]);
                o.AllowedResponseHeaders.Add("etag");
            }));
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, "/");
        request.Headers.Add("X-Department", ["sales", "north"]);
        request.Headers.Add("idempotency-key", "i-1");
        request.Headers.Add("X-Other", "CANARY");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer CANARY");

        await app.Client.SendAsync(request);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("""[{"name":"Idempotency-Key","value":"i-1"},{"name":"x-department","value":"sales, north"}]""", e.Http("headers"));
        Assert.Equal("\"7\"", e.Http("responseHeaders.0.value"));
        Assert.DoesNotContain("CANARY", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutNamesThereIsNoField()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => ""));

        await app.Client.GetAsync("/");

        var e = await app.Recorder.SingleAsync();
        Assert.DoesNotContain("eaders\"", e.Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("authorization")]
    [InlineData("Proxy-Authorization")]
    [InlineData("X-Forwarded-Authorization")]
    [InlineData("Cookie")]
    [InlineData("Set-Cookie")]
    [InlineData("WWW-Authenticate")]
    [InlineData("Proxy-Authenticate")]
    [InlineData("Authentication-Info")]
    [InlineData("X-Api-Key")]
    [InlineData("Ocp-Apim-Subscription-Key")]
    [InlineData("X-Amz-Security-Token")]
    [InlineData("X-Amzn-Oidc-Data")]
    [InlineData("X-CSRF-TOKEN")]
    [InlineData("X-Forwarded-Client-Cert")]
    [InlineData("X-ARR-ClientCert")]
    [InlineData("Cf-Access-Jwt-Assertion")]
    [InlineData("X-Session-Id")]
    [InlineData("Sec-WebSocket-Key")]
    [InlineData("Sec-WebSocket-Protocol")]
    [InlineData("X-Client-Secret")]
    [InlineData("X-Password")]
    [InlineData("X-MS-TOKEN-AAD-ACCESS-TOKEN")]
    public async Task AHeaderThatCarriesCredentialsFailsAtStart(string name)
    {
        foreach (var add in (Action<AuditHttpOptions>[])[o => o.AllowedHeaders.Add(name), o => o.AllowedResponseHeaders.Add(name)])
        {
            var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => WebApp.StartAsync(a => a.MapGet("/", () => ""), s => s.AddAuditTrailHttp(add)));
            Assert.Contains($"'{name}' is never recorded", Assert.Single(failure.Failures), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("a\r\nb")]
    [InlineData("ä")]
    public async Task WhatIsNoHeadersNameFailsAtStart(string name)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => WebApp.StartAsync(a => a.MapGet("/", () => ""), s => s.AddAuditTrailHttp(o => o.AllowedHeaders.Add(name))));

        Assert.StartsWith("AuditHttpOptions.AllowedHeaders", Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThirtyThreeNamesFailAtStart()
    {
        var names = Enumerable.Range(0, 33).Select(i => $"X-{i}").ToArray();

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => WebApp.StartAsync(a => a.MapGet("/", () => ""), s => s.AddAuditTrailHttp(o => o.AllowedHeaders.UnionWith(names))));

        Assert.Contains("has 33 names", Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAddressIsRecordedWithoutItsQuery()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/", (HttpContext context) => context.Response.Redirect("/signed-in#access_token=CANARY")),
            s => s.AddAuditTrailHttp(o =>
            {
                o.AllowedHeaders.Add("referer");
                o.AllowedResponseHeaders.Add("Location");
            }));
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Referer", "https://shop.example.com/reset?code=CANARY");

        await app.Client.SendAsync(request);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("https://shop.example.com/reset?***", e.Http("headers.0.value"));
        Assert.Equal("/signed-in#***", e.Http("responseHeaders.0.value"));
        Assert.DoesNotContain("CANARY", e.Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 30_000)]
    [InlineData(90, 300)]
    public async Task HeadersAtTheServersLimitsAreBoundedAndDoNotPushOthersOut(int count, int length)
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/", () => "ok"),
            s => s.AddAuditTrailHttp(o => o.AllowedHeaders.UnionWith(["X-Big", "X-Small"])),
            kestrel: HttpProtocols.Http1);
        var request = new StringBuilder("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        for (var i = 0; i < count; i++)
        {
            request.Append("X-Big: ").Append('v', length).Append("\r\n");
        }

        request.Append("x-small: {\"auditTrail\":1}\"\t\u00fc\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200", await SendAsync(app, Encoding.UTF8.GetBytes(request.ToString())), StringComparison.Ordinal);

        var e = await app.Recorder.SingleAsync();
        Assert.InRange(e.Http("headers.0.value")!.Length, 1_000, HeaderFields.MaxBytes + 1);
        Assert.EndsWith("…", e.Http("headers.0.value"), StringComparison.Ordinal);
        Assert.Equal("{\"auditTrail\":1}\"\tü", e.Http("headers.1.value"));
        Assert.InRange(e.Json.Length, 1, 4_096);
    }

    private static async Task<string> SendAsync(WebApp app, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(app.Address.Host, app.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(request);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
