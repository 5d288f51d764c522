using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace AuditTrail.AspNetCore.Tests.Metadata;

/// <summary>
/// However a path is written, the event names the route whose handler ran. The handlers themselves say who they are, over real sockets; nothing of
/// how this package reads endpoints takes part in the answer.
/// </summary>
public sealed class PathTrickTests(ITestOutputHelper output)
{
    private const string Ran = "X-Ran";
    private const string Seen = "X-Seen";

    private static readonly string[] Paths =
    [
        "/orders", "/orders/7", "/items/42", "/optional", "/files/a/b", "/deep/a/b", "/api/v1/users/ana",
        "/things/read/7", "/case/abc", "/case/ABC", "/twice", "/style.css", "/nothing/here",
    ];

    private static readonly string[] Routes =
    [
        "/orders", "/orders/{id}", "/items/{number:int}", "/optional/{x?}", "/files/{*path}", "/deep/{**path}", "/api/v1/users/{name}",
        "/things/read/{id}", "/case/{x:lower}", "/case/{x:upper}",
    ];

    private static readonly Func<string, string>[] Encodings =
    [
        p => p,
        p => p.ToUpperInvariant(),
        p => p.ToLowerInvariant(),
        p => string.Concat(p.Select((c, i) => i % 2 == 0 ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))),
        p => "/" + p,
        p => "//" + p,
        p => p.Insert(p.LastIndexOf('/'), "/"),
        p => p + "/",
        p => p + "//",
        p => "/." + p,
        p => "/x/.." + p,
        p => "/.." + p,
        p => "/%2e" + p,
        p => "/%2E%2e" + p,
        p => "/x/%2e%2e" + p,
        p => "/%2f" + p,
        p => p + "/.",
        p => p + "/..",
        p => p + "/%2e%2e",
        p => p + "/x/..",
        p => p + "/..;/x",
        p => p.Insert(p.LastIndexOf('/'), "/."),
        p => p.Insert(p.LastIndexOf('/'), "/;a=b"),
        p => ReplaceLast(p, "%2f"),
        p => ReplaceLast(p, "%2F"),
        p => ReplaceLast(p, "%252f"),
        p => ReplaceLast(p, "%5c"),
        p => ReplaceLast(p, "\\"),
        p => ReplaceLast(p, "%c0%af"),
        p => ReplaceLast(p, "%e0%80%af"),
        p => ReplaceLast(p, "%ef%bc%8f"),
        p => ReplaceLast(p, "%u002f"),
        p => "/" + Encoded(p[1], "%") + p[2..],
        p => "/" + Encoded(p[1], "%25") + p[2..],
        p => "/" + string.Concat(p[1..].Select(c => c == '/' ? "/" : Encoded(c, "%"))),
        p => string.Concat(p.Select(c => Encoded(c, "%"))),
        p => p[..^1] + Encoded(p[^1], "%"),
        p => p[..^1] + Encoded(p[^1], "%").ToLowerInvariant(),
        p => p + ";a=b",
        p => p + "%3ba=b",
        p => p + "%00",
        p => p + "%20",
        p => p + "%09",
        p => p + "%0d%0aX-Ran:%20forged",
        p => p + " ",
        p => p + ".",
        p => p + "%2e",
        p => p + "..",
        p => p + ".json",
        p => p + "%c0%ae",
        p => p + "%ff",
        p => p + "%",
        p => p + "%zz",
        p => p + "+",
        p => p + "~",
        p => p + "%cc%81",
        p => p + "\u00e9",
        p => p.Replace("i", "%c4%b1", StringComparison.Ordinal),
        p => p.Replace("s", "%c5%bf", StringComparison.Ordinal),
        p => p + "?",
        p => p + "?x=/orders/9",
        p => p + "%3fx=1",
        p => p + "#fragment",
        p => p + "%23fragment",
        p => p + "/" + new string('a', 4_000),
        p => "/" + new string('a', 4_000) + "/.." + p,
        p => string.Concat(Enumerable.Repeat("/x/..", 300)) + p,
        p => "http://x" + p,
        p => "HTTP://X" + p.ToUpperInvariant(),
        p => "http://elsewhere.example.com" + p,
        p => "http://x/." + p,
        p => p[1..],
        p => "*" + p,
    ];

    [Fact]
    public Task EveryEncodingIsRecordedUnderTheRouteThatRanWithRoutingBeforeTheRecording() => HoldsAsync(Map, "", Routes, routingFirst: true);

    [Fact]
    public Task EveryEncodingIsRecordedUnderTheRouteThatRanWithRoutingAfterTheRecording() => HoldsAsync(
        app =>
        {
            app.UseRouting();
            Map(app);
        },
        "",
        Routes);

    [Fact]
    public Task EveryEncodingIsRecordedUnderTheRouteThatRanWithinAPathBase() => HoldsAsync(
        app =>
        {
            app.UsePathBase("/base");
            app.UseRouting();
            Map(app);
        },
        "/base",
        Routes);

    [Fact]
    public Task EveryEncodingIsRecordedUnderTheRouteThatRanWithAFallback() => HoldsAsync(
        app =>
        {
            Map(app);
            app.MapFallback(Reports("/{*path:nonfile}"));
        },
        "",
        [.. Routes, "/{*path:nonfile}"],
        routingFirst: true);

    private async Task HoldsAsync(Action<WebApplication> pipeline, string prefix, string[] routes, bool routingFirst = false)
    {
        await using var app = await WebApp.StartAsIsAsync(
            a =>
            {
                a.Use((context, next) =>
                {
                    context.Response.Headers[Seen] = "1";
                    return next(context);
                });
                a.UseAuditTrail();
                pipeline(a);
            },
            services =>
            {
                services.AddControllers().AddApplicationPart(typeof(ThingsController).Assembly);
                services.Configure<RouteOptions>(o =>
                {
                    o.SetParameterPolicy<LowerCase>("lower");
                    o.SetParameterPolicy<UpperCase>("upper");
                });
                services.AddAuditTrailHttp(o => o.Unmatched = UnmatchedRequests.All);
            },
            kestrel: HttpProtocols.Http1);
        var ran = new Dictionary<string, int>(StringComparer.Ordinal);
        var unserved = 0;
        foreach (var path in Paths.Select(p => prefix + p))
        {
            foreach (var encoding in Encodings)
            {
                var target = encoding(path);
                var before = app.Recorder.Events.Count;
                var answer = await RawHttp.SendAsync(app.EndPoint, $"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                var recorded = app.Recorder.Events.Skip(before).ToArray();
                var status = answer.Split(' ')[1];
                // An exception that nobody handles makes the server drop the headers that were set.
                if (RawHttp.Header(answer, Seen) is null && status is not "500")
                {
                    // What is no path at all.
                    Assert.True(status is "400" or "405", $"{target}: {status}");
                    Assert.Empty(recorded);
                    continue;
                }

                if (status is "500" && routingFirst)
                {
                    // Routing itself threw, before the recording: no handler ran, and there is no event (docs/aspnetcore.md, Limits).
                    Assert.EndsWith("/twice", path, StringComparison.Ordinal);
                    Assert.Empty(recorded);
                    continue;
                }

                var route = RawHttp.Header(answer, Ran);
                var e = Assert.Single(recorded);
                Assert.Equal((target, route is null ? "UnmatchedRequest" : NameOf(route)), (target, e.Name));
                Assert.Equal(route, e.Http("route"));
                Assert.Equal(status is "500" ? (null, "AmbiguousMatchException") : (status, e.Error), (e.Status, e.Error));
                Assert.Null(e["additionalEventData.captureProblem"]);
                if (route is null)
                {
                    unserved++;
                }
                else
                {
                    ran[route] = ran.GetValueOrDefault(route) + 1;
                }
            }
        }

        output.WriteLine($"{Paths.Length} paths x {Encodings.Length} encodings; {unserved} were served by no route; {string.Join(", ", ran)}");
        Assert.Equal(routes.Order(StringComparer.Ordinal), ran.Keys.Order(StringComparer.Ordinal));
        Assert.All(ran, route => Assert.InRange(route.Value, 10, int.MaxValue));
        Assert.InRange(Encodings.Length, 50, int.MaxValue);
        Assert.InRange(unserved, 10, int.MaxValue);
    }

    private static void Map(WebApplication app)
    {
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new OneFile() });
        foreach (var route in Routes.Where(route => !route.StartsWith("/api", StringComparison.Ordinal) && !route.StartsWith("/things", StringComparison.Ordinal)))
        {
            app.Map(route, Reports(route));
        }

        app.MapGroup("/api").MapGroup("v1").Map("users/{name}", Reports("/api/v1/users/{name}"));
        // Two routes that are one to routing.
        app.Map("/twice", Reports("/twice"));
        app.Map("/Twice", Reports("/Twice"));
        app.MapControllers();
    }

    private static RequestDelegate Reports(string route) => context =>
    {
        context.Response.Headers[Ran] = route;
        return Task.CompletedTask;
    };

    private static string NameOf(string route) => route.StartsWith("/things", StringComparison.Ordinal) ? "Things.Read" : "GET " + route;

    private static string Encoded(char c, string percent) => $"{percent}{(int)c:X2}";

    private static string ReplaceLast(string path, string slash)
    {
        var at = path.LastIndexOf('/');
        return at == 0 ? "/" + slash + path[1..] : path[..at] + slash + path[(at + 1)..];
    }

    private sealed class LowerCase : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            values[routeKey] is string text && text.Any(char.IsLower) && !text.Any(char.IsUpper);
    }

    private sealed class UpperCase : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            values[routeKey] is string text && text.Any(char.IsUpper) && !text.Any(char.IsLower);
    }

    /// <summary>One file, <c>/style.css</c>.</summary>
    private sealed class OneFile : IFileProvider
    {
        public IFileInfo GetFileInfo(string subpath) =>
            string.Equals(subpath, "/style.css", StringComparison.OrdinalIgnoreCase) ? new Style() : new NotFoundFileInfo(subpath);

        public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

        public Microsoft.Extensions.Primitives.IChangeToken Watch(string filter) => NullChangeToken.Singleton;

        private sealed class Style : IFileInfo
        {
            public bool Exists => true;

            public long Length => 6;

            public string? PhysicalPath => null;

            public string Name => "style.css";

            public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

            public bool IsDirectory => false;

            public Stream CreateReadStream() => new MemoryStream("body{}"u8.ToArray());
        }
    }
}

[Route("things")]
public sealed class ThingsController : ControllerBase
{
    [HttpGet("read/{id}")]
    public string Read(string id)
    {
        Response.Headers["X-Ran"] = "/things/read/{id}";
        return id;
    }
}
