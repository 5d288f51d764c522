using System.Net;
using System.Net.Sockets;
using System.Text;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Client;

/// <summary>
/// From where, over real sockets: each row is a way in which requests reach the application, each column what the caller sends to be somebody else.
/// Whatever the column, the row's own answer is recorded.
/// </summary>
public sealed class SourceMatrixTests
{
    // The caller's real address as the first proxy sees it.
    private const string Caller = "203.0.113.9";
    private const string InnerProxy = "127.0.0.2";
    private const string OuterProxy = "10.0.0.5";

    /// <summary>What the caller sends. Every address in it is of 6.6.6.0/24 or 2001:db8:666::/48, or one that means trust.</summary>
    private static readonly string[] Columns =
    [
        "",
        "X-Forwarded-For: 6.6.6.6\r\n",
        "X-Forwarded-For: 6.6.6.1, 6.6.6.2, 6.6.6.3\r\n",
        "X-Forwarded-For: 6.6.6.1\r\nX-Forwarded-For: 6.6.6.2\r\n",
        "X-Forwarded-For: 127.0.0.1\r\n",
        $"X-Forwarded-For: 6.6.6.6, {OuterProxy}, {InnerProxy}\r\n",
        "X-Forwarded-For: 2001:db8:666::1\r\n",
        "X-Forwarded-For: [2001:db8:666::1]:80\r\n",
        "X-Forwarded-For: for=\"[::1]:80\"\r\n",
        "X-Forwarded-For: 6.6.6.6:1234\r\n",
        "X-Forwarded-For: ::ffff:6.6.6.6\r\n",
        "X-Forwarded-For: _hidden, unknown, 999.1.1.1, <script>\r\n",
        "X-Forwarded-For: ,,, ;;\t,\r\n",
        "Forwarded: for=6.6.6.6;proto=https;by=127.0.0.1\r\n",
        "Forwarded: for=\"[2001:db8:666::1]:80\", for=_hidden, for=unknown\r\n",
        "X-Real-IP: 6.6.6.6\r\n",
        "X-Original-For: 6.6.6.6\r\nX-Forwarded-For: 6.6.6.7\r\n",
        "True-Client-IP: 6.6.6.6\r\nCF-Connecting-IP: 6.6.6.6\r\nX-Client-IP: 6.6.6.6\r\nX-Cluster-Client-IP: 6.6.6.6\r\n",
        "X-Forwarded-For: " + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"6.6.6.{i % 256}")) + "\r\n",
        string.Concat(Enumerable.Range(0, 10_000).Select(i => $"X-Forwarded-For: 6.6.6.{i % 256}\r\n")),
    ];

    [Fact]
    public Task NobodyBetween() => HoldsAsync(Row.Direct("127.0.0.66"), "127.0.0.66", "127.0.0.66");

    [Fact]
    public Task NobodyBetweenThoughProxiesAreExpected() => HoldsAsync(Row.Direct("127.0.0.66") with { ForwardLimit = 2 }, "127.0.0.66", "127.0.0.66");

    [Fact]
    public Task NobodyBetweenOverIpv6() => HoldsAsync(Row.Direct("::1") with { Listen = "::1" }, "::1", "::1");

    [Fact]
    public Task NobodyBetweenOnASocketForBothProtocols() => HoldsAsync(Row.Direct("127.0.0.66") with { Listen = "::" }, "127.0.0.66", "127.0.0.66");

    [Fact]
    public Task ATrustedProxyThatAppendsToTheList() =>
        HoldsAsync(Row.Proxied(forwardLimit: 1, headers => Append(headers, Caller)), Caller, InnerProxy);

    [Fact]
    public Task ATrustedProxyThatAddsALineOfItsOwn() =>
        HoldsAsync(Row.Proxied(forwardLimit: 1, headers => $"{headers}X-Forwarded-For: {Caller}\r\n"), Caller, InnerProxy);

    [Fact]
    public Task ATrustedProxyAndRecordingAfterTheForwardedHeaders() =>
        HoldsAsync(Row.Proxied(forwardLimit: 1, headers => Append(headers, Caller)) with { AuditFirst = false }, Caller, InnerProxy);

    [Fact]
    public Task ATrustedProxyWithIpv6Behind() =>
        HoldsAsync(Row.Proxied(forwardLimit: 1, headers => Append(headers, "[2001:db8::9]:4711")), "2001:db8::9", InnerProxy);

    [Fact]
    public Task ATrustedProxyOverIpv6() =>
        HoldsAsync(Row.Proxied(forwardLimit: 1, headers => Append(headers, Caller)) with { From = "::1", Listen = "::1" }, Caller, "::1");

    [Fact]
    public Task TwoTrustedProxies() =>
        HoldsAsync(Row.Proxied(forwardLimit: 2, headers => Append(Append(headers, Caller), OuterProxy)), Caller, InnerProxy);

    [Fact]
    public Task TwoProxiesOfWhichTheOuterOneIsPassedBy() =>
        HoldsAsync(Row.Proxied(forwardLimit: 2, headers => Append(headers, "198.51.100.7")), "198.51.100.7", InnerProxy);

    [Fact]
    public Task AProxyThatNobodyTrusts() =>
        HoldsAsync(Row.Proxied(forwardLimit: 2, headers => Append(headers, Caller)) with { From = "127.0.0.77" }, "127.0.0.77", "127.0.0.77");

    [Fact]
    public Task ABalancerThatSpeaksProxyProtocol1() =>
        HoldsAsync(Row.Direct(InnerProxy) with { ProxyProtocol = ProxyProtocol.Version1(Caller) }, Caller, InnerProxy);

    [Fact]
    public Task ABalancerThatSpeaksProxyProtocol1OverIpv6() =>
        HoldsAsync(Row.Direct(InnerProxy) with { ProxyProtocol = ProxyProtocol.Version1("2001:db8::9", "2001:db8::1") }, "2001:db8::9", InnerProxy);

    [Fact]
    public Task ABalancerThatSpeaksProxyProtocol2() =>
        HoldsAsync(Row.Direct(InnerProxy) with { ProxyProtocol = ProxyProtocol.Version2(Caller) }, Caller, InnerProxy);

    [Fact]
    public Task ABalancerThatSpeaksProxyProtocol2OverIpv6() =>
        HoldsAsync(Row.Direct(InnerProxy) with { ProxyProtocol = ProxyProtocol.Version2("2001:db8::9") }, "2001:db8::9", InnerProxy);

    [Fact]
    public Task ABalancerThatSpeaksProxyProtocol2ForItself() =>
        HoldsAsync(Row.Direct(InnerProxy) with { ProxyProtocol = ProxyProtocol.Version2(null) }, InnerProxy, InnerProxy);

    [Fact]
    public Task ATrustedProxyBehindABalancerThatSpeaksProxyProtocol() =>
        HoldsAsync(
            Row.Proxied(forwardLimit: 1, headers => Append(headers, Caller)) with { ProxyProtocol = ProxyProtocol.Version2(OuterProxy) },
            Caller,
            InnerProxy);

    [Fact]
    public Task AUnixSocket() => HoldsAsync(Row.Direct(from: null), "localhost", "unix");

    [Fact]
    public Task AProxyOnAUnixSocketThatAppendsToTheList() =>
        HoldsAsync(Row.Proxied(forwardLimit: 1, headers => Append(headers, Caller)) with { From = null }, Caller, "unix");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task AProxyHeaderOfAnUntrustedClientReachesNobody(int version)
    {
        var header = version == 1 ? ProxyProtocol.Version1("6.6.6.6") : ProxyProtocol.Version2("6.6.6.6");
        byte[] request = [.. header, .. "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8];

        // Where the protocol is spoken, only the balancer is listened to.
        await using (var spoken = await StartAsync(Row.Direct("127.0.0.66") with { ProxyProtocol = header }))
        {
            Assert.Empty(await RawHttp.SendAsync(spoken.EndPoint, request, IPAddress.Parse("127.0.0.66")));
            Assert.Empty(spoken.Recorder.Events);
        }

        // Where it is not, it is no HTTP.
        await using var app = await StartAsync(Row.Direct("127.0.0.66"));
        Assert.StartsWith("HTTP/1.1 400", await RawHttp.SendAsync(app.EndPoint, request, IPAddress.Parse("127.0.0.66")), StringComparison.Ordinal);
        Assert.Empty(app.Recorder.Events);
    }

    private static async Task HoldsAsync(Row row, string source, string peer)
    {
        await using var app = await StartAsync(row);
        EndPoint server = row.From is null ? new UnixDomainSocketEndPoint(SocketPathOf(app)) : ConnectTo(app, row);
        foreach (var column in Columns)
        {
            var headers = row.Proxy(column);
            byte[] request = [.. row.ProxyProtocol ?? [], .. Encoding.ASCII.GetBytes($"GET /orders/7 HTTP/1.1\r\nHost: x\r\n{headers}Connection: close\r\n\r\n")];
            var before = app.Recorder.Events.Count;

            Assert.StartsWith("HTTP/1.1 200", await RawHttp.SendAsync(server, request, row.From is null ? null : IPAddress.Parse(row.From)), StringComparison.Ordinal);

            var e = Assert.Single(app.Recorder.Events.Skip(before));
            Assert.Equal("GET /orders/{id}", e.Name);
            Assert.Equal((source, peer), (e.SourceIp, e.Http("peer")));
            Assert.InRange(Encoding.UTF8.GetByteCount(e.Http("forwardedFor") ?? ""), 0, ForwardedClaims.MaxBytes);
            Assert.Equal(column.Contains("Forwarded: ", StringComparison.Ordinal), e.Http("forwarded") is not null);
            Assert.Null(e["additionalEventData.captureProblem"]);
        }
    }

    private static Task<WebApp> StartAsync(Row row) => WebApp.StartAsIsAsync(
        app =>
        {
            if (row.AuditFirst)
            {
                app.UseAuditTrail();
            }

            if (row.ForwardLimit > 0)
            {
                app.UseForwardedHeaders();
            }

            if (!row.AuditFirst)
            {
                app.UseAuditTrail();
            }

            app.MapGet("/orders/{id}", (string id) => id);
        },
        services => services.Configure<ForwardedHeadersOptions>(o =>
        {
            o.ForwardedHeaders = ForwardedHeaders.All;
            o.ForwardLimit = row.ForwardLimit;
            // The framework's own default believes all of 127.0.0.0/8, where this test's callers live.
            o.KnownIPNetworks.Clear();
            o.KnownProxies.Clear();
            foreach (var proxy in (string[])[InnerProxy, OuterProxy, "::1"])
            {
                o.KnownProxies.Add(IPAddress.Parse(proxy));
            }
        }),
        listen: kestrel =>
        {
            // The columns with ten thousand entries are to arrive.
            kestrel.Limits.MaxRequestHeadersTotalSize = 1 << 20;
            kestrel.Limits.MaxRequestHeaderCount = 20_000;
            if (row.From is null)
            {
                kestrel.ListenUnixSocket(Path.Combine(Path.GetTempPath(), "at-" + Path.GetRandomFileName() + ".sock"));
                return;
            }

            kestrel.Listen(IPAddress.Parse(row.Listen), 0, listen =>
            {
                if (row.ProxyProtocol is not null)
                {
                    listen.UseProxyProtocol(IPAddress.Parse(InnerProxy));
                }
            });
        });

    private static IPEndPoint ConnectTo(WebApp app, Row row) =>
        new(row.From is "::1" ? IPAddress.IPv6Loopback : IPAddress.Loopback, app.Address.Port);

    private static string SocketPathOf(WebApp app) => app.Addresses.Single()["http://unix:".Length..];

    /// <summary>As nginx, HAProxy and the balancers of the clouds do: what came is kept, and the address that was seen comes last.</summary>
    private static string Append(string headers, string seen)
    {
        var lines = headers.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var came = lines.Where(IsForwardedFor).Select(line => line["X-Forwarded-For: ".Length..]);
        return string.Concat(lines.Where(line => !IsForwardedFor(line)).Select(line => line + "\r\n")) + $"X-Forwarded-For: {string.Join(", ", came.Append(seen))}\r\n";
    }

    private static bool IsForwardedFor(string line) => line.StartsWith("X-Forwarded-For: ", StringComparison.Ordinal);

    /// <param name="From">The address that connects; null for a Unix socket.</param>
    /// <param name="ForwardLimit">0 where nothing forwarded is believed.</param>
    /// <param name="Proxy">What the proxy makes of the caller's headers.</param>
    private sealed record Row(string? From, int ForwardLimit, Func<string, string> Proxy)
    {
        public string Listen { get; init; } = "127.0.0.1";

        public bool AuditFirst { get; init; } = true;

        /// <summary>What the balancer sends before the request; null where the protocol is not spoken.</summary>
        public byte[]? ProxyProtocol { get; init; }

        public static Row Direct(string? from) => new(from, 0, headers => headers);

        public static Row Proxied(int forwardLimit, Func<string, string> proxy) => new(InnerProxy, forwardLimit, proxy);
    }
}
