using System.Net;
using System.Text;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace AuditTrail.AspNetCore.Tests.Client;

/// <summary>From where: what the framework left as the remote address, never what a caller wrote.</summary>
public sealed class SourceAddressTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("fe80::1%3", "fe80::1")]
    [InlineData("2001:DB8::0001", "2001:db8::1")]
    public void AnAddressIsWrittenInOneWay(string address, string expected) =>
        Assert.Equal(expected, ClientAddress.Normalise(IPAddress.Parse(address))?.ToString());

    [Fact]
    public void NoAddressIsNone() => Assert.Null(ClientAddress.Normalise(null));

    [Theory]
    [InlineData("6.6.6.6")]
    [InlineData("127.0.0.1, 6.6.6.6")]
    [InlineData("[::1]:80")]
    [InlineData("::ffff:6.6.6.6")]
    [InlineData("unknown")]
    [InlineData("<script>alert(1)</script>")]
    public async Task WithoutForwardedHeadersTheHeaderChangesNothing(string header)
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => ""), kestrel: HttpProtocols.Http1);

        await app.Client.SendAsync(From(header));

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("127.0.0.1", e.SourceIp);
        Assert.Equal(header, e.Http("forwardedFor"));
        Assert.Equal("127.0.0.1", e.Http("peer"));
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9", true)]
    [InlineData("6.6.6.6, 203.0.113.9", "203.0.113.9", true)]
    [InlineData("203.0.113.9, 127.0.0.1", "127.0.0.1", true)]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9", true)]
    [InlineData("\"[2001:db8::7]:80\"", "2001:db8::7", true)]
    [InlineData("203.0.113.9", "203.0.113.9", false)]
    [InlineData("nonsense", "127.0.0.1", true)]
    public async Task BehindATrustedProxyItsEntryIsTheSource(string header, string source, bool auditFirst)
    {
        await using var app = await WebApp.StartAsIsAsync(
            a =>
            {
                if (auditFirst)
                {
                    a.UseAuditTrail();
                    a.UseForwardedHeaders();
                }
                else
                {
                    a.UseForwardedHeaders();
                    a.UseAuditTrail();
                }

                a.MapGet("/", () => "");
            },
            s => s.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor),
            kestrel: HttpProtocols.Http1);

        await app.Client.SendAsync(From(header));

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(source, e.SourceIp);
        Assert.Equal("127.0.0.1", e.Http("peer"));
        if (auditFirst)
        {
            Assert.Equal(header, e.Http("forwardedFor"));
        }
    }

    [Fact]
    public async Task AProxyThatIsNotKnownIsNotBelieved()
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseForwardedHeaders();
                a.MapGet("/", () => "");
            },
            s => s.Configure<ForwardedHeadersOptions>(o =>
            {
                o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
                o.KnownIPNetworks.Clear();
                o.KnownProxies.Clear();
                o.KnownProxies.Add(IPAddress.Parse("192.0.2.1"));
            }),
            kestrel: HttpProtocols.Http1);

        var request = From("6.6.6.6");
        request.Headers.Add("X-Original-For", "7.7.7.7");
        await app.Client.SendAsync(request);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("127.0.0.1", e.SourceIp);
        Assert.Equal("127.0.0.1", e.Http("peer"));
    }

    [Fact]
    public void TenThousandEntriesAreCutTo512Bytes()
    {
        var many = new StringValues([.. Enumerable.Range(0, 10_000).Select(i => $"6.6.{i / 256}.{i % 256}")]);
        var one = new StringValues(string.Join(",", many.ToArray()));
        var pairs = new StringValues("For=6.6.6.6;by=_x;secret=CANARY, Bearer CANARY,for=\"[::1]:80\";proto=https;host=a, , for = 1");
        var wide = new StringValues(new string('\u20ac', 10_000));

        Assert.All([many, one, wide], header =>
        {
            var claims = ForwardedClaims.Read(new HeaderDictionary { ["X-Forwarded-For"] = header, ["Forwarded"] = header });
            Assert.InRange(Encoding.UTF8.GetByteCount(claims?.ForwardedFor ?? ""), 500, ForwardedClaims.MaxBytes);
            Assert.InRange(Encoding.UTF8.GetByteCount(claims?.Forwarded ?? ""), 0, ForwardedClaims.MaxBytes);
        });
        Assert.Null(ForwardedClaims.Read(new HeaderDictionary()));
        var forwarded = new StringValues([.. Enumerable.Range(0, 10_000).Select(i => $"for=6.6.{i / 256}.{i % 256}")]);
        Assert.InRange(ForwardedClaims.Read(new HeaderDictionary { ["Forwarded"] = forwarded })?.Forwarded?.Length ?? 0, 500, ForwardedClaims.MaxBytes);
        Assert.Equal(
            "For=6.6.6.6;by=_x, for=\"[::1]:80\";proto=https;host=a",
            ForwardedClaims.Read(new HeaderDictionary { ["Forwarded"] = pairs })?.Forwarded);
        Assert.Null(ForwardedClaims.Read(new HeaderDictionary { ["Forwarded"] = "for=_hidden" })?.ForwardedFor);
    }

    private static HttpRequestMessage From(string forwardedFor)
    {
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        return request;
    }
}
