using System.Net;
using AuditTrail.Sinks;
using AuditTrail.Sinks.Webhook;
using AuditTrail.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static AuditTrail.Tests.Sinks.Webhook.WebhookClients;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>How requests leave: through the application's client factory, and only to where they may.</summary>
public sealed class WebhookClientTests
{
    private const string Metadata = "169.254.169.254";

    [Theory]
    [InlineData(Metadata)]
    [InlineData("169.254.0.1")]
    [InlineData("fe80::1")]
    [InlineData("febf::1")]
    [InlineData("fe80::1%1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::a9fe:a9fe")]
    [InlineData("64:ff9b:1:a9fe:a9:fe00::")]
    [InlineData("::ffff:0:a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd20:ce::254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    public async Task ANameOfAForbiddenAddressIsNotConnectedToAndTheEventsAreHeld(string address)
    {
        await using var services = Services(new GuardedConnection((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)])));

        var result = await DeliverAsync(services, "http://siem.example.com/audit");

        Assert.Equal((DeliveryStatus.Retry, TimeSpan.FromMinutes(5)), (result.Status, result.RetryAfter));
        Assert.StartsWith("http://siem.example.com was not called: siem.example.com is ", result.Reason, StringComparison.Ordinal);
        Assert.Contains(nameof(WebhookSinkOptions.AllowLinkLocal), result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.0.0.1")]
    [InlineData("fec0::1")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("fd00:ec3::254")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("2002:a00:1::a9fe:a9fe")]
    public void AnAddressOfANetworkIsNone(string address) => Assert.False(LinkLocalAddress.Contains(IPAddress.Parse(address)));

    [Fact]
    public async Task TheAddressThatWasLookedAtIsTheOneThatIsConnectedTo()
    {
        await using var receiver = await KestrelReceiver.StartAsync();
        var asked = 0;
        // The second answer would be the attack.
        await using var services = Services(new GuardedConnection((_, _) => Task.FromResult<IPAddress[]>([++asked == 1 ? IPAddress.Loopback : IPAddress.Parse(Metadata)])));

        var result = await DeliverAsync(services, receiver.UrlFor("siem.example.com"));

        Assert.Equal((DeliveryStatus.Delivered, 1), (result.Status, asked));
        Assert.Equal(receiver.UrlFor("siem.example.com"), Assert.Single(receiver.Requests).Url);
    }

    [Fact]
    public async Task OfSeveralAddressesOnlyTheAllowedOnesAreTried()
    {
        await using var receiver = await KestrelReceiver.StartAsync();
        await using var services = Services(new GuardedConnection((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(Metadata), IPAddress.Loopback])));

        Assert.Equal(DeliveryStatus.Delivered, (await DeliverAsync(services, receiver.UrlFor("siem.example.com"))).Status);
    }

    [Fact]
    public async Task ANameWithoutAddressesIsSaidToBeNotFound()
    {
        await using var services = Services(new GuardedConnection((_, _) => Task.FromResult<IPAddress[]>([])));

        Assert.StartsWith("http://siem.example.com cannot be found: the name does not resolve.", (await DeliverAsync(services, "http://siem.example.com/audit")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoAllowsLinkLocalAddressesConnectsToThemThroughAClientOfItsOwn()
    {
        await using var receiver = await KestrelReceiver.StartAsync();
        var guard = new GuardedConnection((_, _) => throw new InvalidOperationException("asked"));
        await using var services = Services(guard, more => more.AddHttpClient(WebhookSinkOptions.LinkLocalHttpClientName).AddHttpMessageHandler(() => new MarkingHandler()));

        Assert.Equal(DeliveryStatus.Delivered, (await DeliverAsync(services, receiver.Url, options => options.AllowLinkLocal = true)).Status);
        Assert.Equal("yes", Assert.Single(receiver.Requests).Headers["X-Mark"]);
    }

    [Fact]
    public async Task ARefusalWhoseWordsAreBadlyCompressedIsARefusal()
    {
        await using var receiver = await KestrelReceiver.StartAsync(async (_, context) =>
        {
            context.Response.StatusCode = 422;
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.WriteAsync("this is no gzip");
        });
        await using var services = Services(more: more => more.AddHttpClient(WebhookSinkOptions.HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All }));

        Assert.Equal(2, (await DeliverAsync(services, receiver.Url)).Rejected.Count);
    }

    [Fact]
    public async Task ThroughAProxyTheProxysAddressIsTheOneThatIsLookedAt()
    {
        await using var proxy = await KestrelReceiver.StartAsync();
        var asked = new List<string>();
        await using var services = Services(
            new GuardedConnection((host, _) =>
            {
                asked.Add(host);
                return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
            }),
            more => more.AddHttpClient(WebhookSinkOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Proxy = new WebProxy("proxy.example.com", proxy.Port) }));

        var result = await DeliverAsync(services, "http://siem.example.com/audit");

        Assert.Equal(DeliveryStatus.Delivered, result.Status);
        Assert.Equal(["proxy.example.com"], asked);
        Assert.Equal("http://siem.example.com/audit", Assert.Single(proxy.Requests).Url);
    }

    [Fact]
    public async Task ACookieIsNotKept()
    {
        await using var receiver = await KestrelReceiver.StartAsync((_, context) =>
        {
            context.Response.Cookies.Append("session", "1");
            return Task.CompletedTask;
        });
        await using var services = Services();

        await DeliverAsync(services, receiver.Url);
        await DeliverAsync(services, receiver.Url);

        Assert.Equal(2, receiver.Requests.Count);
        Assert.All(receiver.Requests, request => Assert.DoesNotContain("Cookie", request.Headers.Keys));
    }

    [Fact]
    public async Task RequestsShareConnections()
    {
        await using var receiver = await KestrelReceiver.StartAsync();
        await using var services = Services();
        var sink = Sink(services, receiver.Url);

        for (var i = 0; i < 20; i++)
        {
            await sink.DeliverAsync(TrailTape.Of(1).Batch(0, 1), CancellationToken.None);
        }

        Assert.Equal((20, 1), (receiver.Requests.Count, receiver.Connections));
    }

    [Fact]
    public async Task AConnectionThatIsCutAfterTheReceiverTookTheEventsComesAgainWithTheSameId()
    {
        await using var receiver = await KestrelReceiver.StartAsync((_, context) =>
        {
            if (!context.Request.Headers.ContainsKey("X-Again"))
            {
                context.Abort();
            }

            return Task.CompletedTask;
        });
        await using var services = Services();
        var cut = await DeliverAsync(services, receiver.Url);
        var again = await DeliverAsync(services, receiver.Url, options => options.Headers["X-Again"] = "1");

        Assert.Equal((DeliveryStatus.Retry, DeliveryStatus.Delivered), (cut.Status, again.Status));
        Assert.Contains("cut the connection before its answer was whole; whether it has the events is unknown.", cut.Reason, StringComparison.Ordinal);
        var ids = receiver.Requests.Select(request => request.Id).ToList();
        Assert.True(ids.Count >= 2, "The receiver has the events at least twice.");
        Assert.Single(ids.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AReceiverThatTakesTheRequestAndStaysSilentIsLeftAfterTheTimeOut()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await KestrelReceiver.StartAsync(async (_, context) =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await using var services = Services();
        var clock = new ManualTimeProvider();
        var delivery = Sink(services, receiver.Url, time: clock).DeliverAsync(TrailTape.Of(1).Batch(0, 1), CancellationToken.None).AsTask();

        await arrived.Task;
        Assert.False(delivery.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Contains("did not answer within 30 s", (await delivery).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, DeliveryStatus.Delivered)]
    [InlineData(500, DeliveryStatus.Retry)]
    public async Task AnAnswerThatGoesOnForEverIsCutByASocketToo(int status, DeliveryStatus expected)
    {
        await using var receiver = await KestrelReceiver.StartAsync(async (_, context) =>
        {
            context.Response.StatusCode = status;
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(new string('z', 4_096), context.RequestAborted);
            }
        });
        await using var services = Services();

        Assert.Equal(expected, (await DeliverAsync(services, receiver.Url)).Status);
    }

    [Fact]
    public async Task ACertificateThatIsNotTrustedIsSaidInWords()
    {
        await using var receiver = await KestrelReceiver.StartAsync(tls: true);
        await using var services = Services();

        var result = await DeliverAsync(services, receiver.Url);

        Assert.StartsWith($"https://localhost:{receiver.Port} cannot be trusted: TLS failed.", result.Reason, StringComparison.Ordinal);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task APortWhereNothingListensIsSaidInWords()
    {
        var receiver = await KestrelReceiver.StartAsync();
        await receiver.DisposeAsync();
        await using var services = Services();

        Assert.StartsWith($"http://localhost:{receiver.Port} refuses the connection: nothing listens there.", (await DeliverAsync(services, receiver.Url)).Reason, StringComparison.Ordinal);
    }
}
