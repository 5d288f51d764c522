using System.Diagnostics;
using System.Globalization;
using AuditTrail.Events;
using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Tests.Hosting;
using AuditTrail.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StandardWebhooks;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>Whole trails, from the recorder to a receiver behind a real server.</summary>
public sealed class WebhookTrailTests
{
    [Fact]
    public async Task ATrailByConfigurationAloneArrivesSignedOverTls()
    {
        await using var receiver = await KestrelReceiver.StartAsync(tls: true);
        await using var hosts = new AuditHost();
        var host = hosts.Build(
            services =>
            {
                services.AddAuditTrail();
                Trust(services, receiver);
            },
            ("AuditTrail:Trails:siem:Sink", "Webhook"),
            ("AuditTrail:Trails:siem:Webhook:Url", receiver.Url),
            ("AuditTrail:Trails:siem:Webhook:Secret", WebhookRig.Secret),
            ("AuditTrail:Trails:siem:Webhook:EarlierSecrets", WebhookRig.NewSecret()),
            ("AuditTrail:Trails:siem:Webhook:Format", "NdJson"),
            ("AuditTrail:Trails:siem:Webhook:Gzip", "true"),
            ("AuditTrail:Trails:siem:Webhook:MaxEvents", "7"),
            ("AuditTrail:Trails:siem:Webhook:Linger", "00:00:00.010"),
            ("AuditTrail:Trails:siem:Webhook:Headers:Authorization", "Bearer abc"));

        await host.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(Refund(i));
        }

        await host.StopAsync();

        var verifier = new StandardWebhook(WebhookRig.Secret, WebhookConfigurationOptions.StandardWebhooks);
        Assert.All(receiver.Requests, request =>
        {
            verifier.Verify(request.Inflated, request.HeaderDictionary);
            Assert.Equal(("Bearer abc", 2), (request.Headers["Authorization"], request.Headers["webhook-signature"].Split(' ').Length));
            Assert.InRange(request.Inflated.Count(c => c == '\n'), 1, 7);
        });
        var names = receiver.Requests.SelectMany(request => request.Inflated.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => AuditEvent.Parse(line).EventName);
        Assert.Equal(Enumerable.Range(0, 50).Select(Name), names.Where(name => name!.StartsWith("Refund", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task APoisonGoesToTheDeadLettersWithTheReceiversWordsAndComesAgainWhenItIsReplayed()
    {
        var isMended = false;
        await using var receiver = await KestrelReceiver.StartAsync(async (request, context) =>
        {
            if (!isMended && WebhookRig.NamesIn(request.Body).Contains(Name(3)))
            {
                context.Response.StatusCode = 422;
                await context.Response.WriteAsync("Refund3 is none of ours");
            }
        });
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit.Trail("siem", trail => trail.ToWebhook(receiver.Url, hook =>
        {
            (hook.Secret, hook.AllowHttp) = (WebhookRig.Secret, true);
        }))));
        await host.StartAsync();
        for (var i = 0; i < 6; i++)
        {
            await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(Refund(i));
        }

        var letters = hosts.PathOf("audit", "dead-letters", "siem.jsonl");
        await Eventually.IsTrueAsync(() => File.Exists(letters) && File.ReadAllText(letters).EndsWith('\n'), "the poison is in the dead letters");
        await Eventually.IsTrueAsync(() => Accepted(receiver).Contains(Name(5)), "the last event has arrived");
        Assert.Equal([0, 1, 2, 4, 5], Accepted(receiver).Where(name => name.StartsWith("Refund", StringComparison.Ordinal)).Select(Number).Distinct());
        var letter = await File.ReadAllTextAsync(letters);
        Assert.Contains("answered 422 Unprocessable Entity: Refund3 is none of ours", letter, StringComparison.Ordinal);

        isMended = true;
        await host.Services.GetRequiredService<AuditTrail.Hosting.AuditTrailMaintenance>().ReplayDeadLettersAsync("siem");
        await host.StopAsync();

        Assert.Contains(Name(3), WebhookRig.NamesIn(receiver.Requests.Last(request => request.Body.Contains(Name(3), StringComparison.Ordinal)).Body));
    }

    [Fact]
    public async Task NothingThatAWebhookDoesIsAuditedNorJoinsATraceOfTheApplication()
    {
        await using var receiver = await KestrelReceiver.StartAsync();
        await using var hosts = new AuditHost();
        using var listener = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        var host = hosts.Build(services =>
        {
            services.AddAuditTrail(audit => audit.Trail("siem", trail => trail.ToWebhook(receiver.Url, hook => (hook.Secret, hook.AllowHttp) = (WebhookRig.Secret, true))));
            services.AddTransient<RecordingHandler>();
            services.AddHttpClient(WebhookSinkOptions.HttpClientName).AddHttpMessageHandler<RecordingHandler>();
        });
        using var request = new Activity("request").Start();

        // Without the host: the first event opens the recorder inside of the application's own activity.
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();
        await recorder.RecordAsync(Refund(1));
        await Eventually.IsTrueAsync(() => Accepted(receiver).Contains(Name(1)), "the first event has arrived");
        await recorder.RecordAsync(Refund(2));
        await Eventually.IsTrueAsync(() => Accepted(receiver).Contains(Name(2)), "the second event has arrived");

        Assert.DoesNotContain("CallTheSiem", Accepted(receiver));
        Assert.All(receiver.Requests, received => Assert.DoesNotContain(request.TraceId.ToHexString(), received.Headers.GetValueOrDefault("traceparent") ?? "", StringComparison.Ordinal));
        Assert.All(receiver.Requests, received => Assert.Equal("seen", received.Headers["X-Handler"]));
        Assert.DoesNotContain(hosts.Logs.Messages, message => message.Text.Contains("/audit", StringComparison.Ordinal) && message.Text.Contains("HTTP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ATrailWithASelectorIsAnAlertAndOneForInsightsAloneIsQuiet()
    {
        await using var alerts = await KestrelReceiver.StartAsync();
        await using var quiet = await KestrelReceiver.StartAsync();
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit
            .Trail("alerts", trail => trail.Select(events => events.ManagementEvents().WriteOnly())
                .ToWebhook(alerts.Url, hook => (hook.Secret, hook.AllowHttp, hook.Linger) = (WebhookRig.Secret, true, TimeSpan.Zero)))
            .Trail("quiet", trail => trail.Select(events => events.InsightEvents())
                .ToWebhook(quiet.Url, hook => (hook.Secret, hook.AllowHttp) = (WebhookRig.Secret, true)))));

        await host.StartAsync();
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();
        await recorder.RecordAsync(AuditEvent.Create("orders.example.com", "ListOrders", UserIdentity.User("u-17")).ReadOnly().Build());
        await recorder.RecordAsync(Refund(1));
        await host.StopAsync();

        Assert.Equal(["TrailStarted", Name(1), "TrailStopped"], Accepted(alerts));
        Assert.Equal(["TrailStarted", "TrailStopped"], Accepted(quiet));
    }

    [Fact]
    public async Task AProgramWithoutAHostDeliversTheLastEventsWhileItsServicesAreDisposed()
    {
        await using var receiver = await KestrelReceiver.StartAsync();
        await using var hosts = new AuditHost();
        // Nothing was sent before: the events wait for others.
        var services = new ServiceCollection().AddAuditTrail(audit => audit.From("orders.example.com").Directory(hosts.PathOf("audit"))
            .Trail("siem", trail => trail.ToWebhook(receiver.Url, hook => (hook.Secret, hook.AllowHttp, hook.Linger) = (WebhookRig.Secret, true, TimeSpan.FromMinutes(30))))).Services;
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<IAuditRecorder>().RecordAsync(Refund(1));
        }

        Assert.Equal(["TrailStarted", Name(1), "TrailStopped"], Accepted(receiver));
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"Refund{number}");

    private static int Number(string name) => int.Parse(name["Refund".Length..], CultureInfo.InvariantCulture);

    private static AuditEvent Refund(int number) => AuditEvent.Create("orders.example.com", Name(number), UserIdentity.User("u-17")).Build();

    private static List<string> Accepted(KestrelReceiver receiver) =>
        [.. receiver.Requests.Select(request => WebhookRig.NamesIn(request.Body)).Where(names => !names.Contains(Name(3))).SelectMany(names => names)];

    private static void Trust(IServiceCollection services, KestrelReceiver receiver) => services.AddHttpClient(WebhookSinkOptions.HttpClientName)
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == receiver.Certificate!.Thumbprint },
        });

    /// <summary>A handler of the application's that audits what passes.</summary>
    private sealed class RecordingHandler(IAuditRecorder recorder) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await recorder.RecordAsync(AuditEvent.Create("orders.example.com", "CallTheSiem", UserIdentity.User("u-17")).Build(), cancellationToken: cancellationToken);
            request.Headers.Add("X-Handler", "seen");
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
