using System.Net;
using System.Security.Claims;
using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.AspNetCore.Tests.Capture;

/// <summary>What a request costs more than without the middleware, in bytes.</summary>
public sealed class AllocationTests
{
    private const int Requests = 2_000;
#if DEBUG
    // A debug build allocates the state machine of every async method, also where nothing is awaited for.
    private const int Budget = 2_048;
#else
    private const int Budget = 1_536;
#endif

    [Fact]
    public void ARecordedRequestCostsAtMostItsBudget()
    {
        var endpoint = EndpointOf(new AuditAttribute("RefundOrder") { ResourceType = "Shop::Order", ResourceId = "{id}" });

        var bytes = Measure(Audited(), endpoint) - Measure(Bare, endpoint);

        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes} bytes a recorded request");
        Assert.InRange(bytes, 1, Budget);
    }

    [Fact]
    public void ATokenThatSaysSessionClientAndFactorsCostsAtMostHalfAsMuchAgain()
    {
        var endpoint = EndpointOf(new AuditAttribute("RefundOrder") { ResourceType = "Shop::Order", ResourceId = "{id}" });
        Claim[] claims =
        [
            new("iss", "https://id.example.com"), new("aud", "orders"), new("sub", "u-1"), new("name", "ana"), new("azp", "spa"), new("sid", "session-1"), new("jti", "token-1"),
            new("auth_time", "1700000000"), new("amr", "pwd"), new("amr", "mfa"), new("iat", "1700000000"), new("nbf", "1700000000"), new("exp", "1700003600"),
        ];

        var bytes = Measure(Audited(), endpoint, claims) - Measure(Bare, endpoint, claims);

        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes} bytes a recorded request with a token");
        Assert.InRange(bytes, 1, Budget + (Budget / 2));
    }

    [Fact]
    public void ASkippedRequestCostsNothing()
    {
        var endpoint = EndpointOf(new SkipAuditAttribute());

        Assert.Equal(Measure(Bare, endpoint), Measure(Audited(), endpoint));
    }

    private static Task Bare(HttpContext context)
    {
        context.Response.StatusCode = 201;
        return Task.CompletedTask;
    }

    private static RequestDelegate Audited()
    {
        var recording = new RequestRecording(new NullRecorder(), new CaptureRules(new AuditHttpOptions()), TimeProvider.System, NullLogger.Instance);
        return new AuditMiddleware(Bare, recording, new OrderWarning(NullLogger.Instance)).InvokeAsync;
    }

    private static RouteEndpoint EndpointOf(object metadata) =>
        new(Bare, RoutePatternFactory.Parse("/orders/{id}/refund"), 0, new EndpointMetadataCollection(metadata), "Refund");

    private static long Measure(RequestDelegate pipeline, Endpoint endpoint, Claim[]? claims = null)
    {
        var user = new ClaimsPrincipal(new ClaimsIdentity(claims ?? [new Claim("sub", "u-1"), new Claim(ClaimTypes.Name, "ana")], "Cookies"));
        for (var i = 0; i < Requests; i++)
        {
            Send(pipeline, endpoint, user);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Requests; i++)
        {
            Send(pipeline, endpoint, user);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Requests;
    }

    private static void Send(RequestDelegate pipeline, Endpoint endpoint, ClaimsPrincipal user)
    {
        var context = new DefaultHttpContext { User = user, TraceIdentifier = "0HN:1" };
        context.Request.Method = "POST";
        context.Request.Host = new HostString("shop.example.com");
        context.Request.Headers.UserAgent = "tests/1.0";
        context.Request.RouteValues = new RouteValueDictionary { ["id"] = "7" };
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.SetEndpoint(endpoint);
        _ = context.Response.StatusCode;
        var task = pipeline(context);
        Assert.True(task.IsCompletedSuccessfully);
    }

    private sealed class NullRecorder : IAuditRecorder
    {
        public string Name => "";

        public string Source => "tests.example.com";

        public ValueTask<AuditReceipt> RecordAsync(AuditEventBuilder auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default) => default;

        public ValueTask<AuditReceipt> RecordAsync(AuditEvent auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default) => default;

        public AuditScope Begin(string eventName, UserIdentity identity, RecordOptions options = default) => throw new NotSupportedException();

        public RecorderStatus GetStatus() => throw new NotSupportedException();
    }
}
