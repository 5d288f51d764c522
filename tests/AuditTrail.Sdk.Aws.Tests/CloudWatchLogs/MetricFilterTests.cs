using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws.Tests.CloudWatchLogs;

/// <summary>The document's metric filters match what they are for, and nothing else, in records that the library makes.</summary>
public sealed partial class MetricFilterTests
{
    [Fact]
    public async Task TheDocumentsFiltersFindWhatTheyAreForAndNothingElse()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "cloudwatch-logs.md"), TestContext.Current.CancellationToken);
        var filters = Filter().Matches(document).ToDictionary(match => match.Groups["name"].Value, match => MetricFilterPattern.Parse(match.Groups["pattern"].Value), StringComparer.Ordinal);
        Assert.Equal(["FailedSignIns", "RequiredRefused", "TrailGaps"], filters.Keys.Order(StringComparer.Ordinal));
        var records = await RecordsAsync();

        Assert.Equal(
            [("SignIn", "FailedSignIns"), ("TransferMoney", "RequiredRefused"), ("TrailGap", "TrailGaps")],
            from record in records from filter in filters where filter.Value.Matches(record) select (AuditEvent.Parse(record).EventName, filter.Key));
        Assert.Equal(
            ["SignIn", "SignIn", "TransferMoney", "TransferMoney", "TransferMoney", "TrailStarted", "TrailStopped", "TrailGap", "UnmatchedRequest"],
            records.Select(record => AuditEvent.Parse(record).EventName).Where(name => name is "SignIn" or "TransferMoney" or "UnmatchedRequest" || name!.StartsWith("Trail", StringComparison.Ordinal)).OrderBy(name => Array.IndexOf(["SignIn", "TransferMoney", "TrailStarted", "TrailStopped", "TrailGap", "UnmatchedRequest"], name)));
    }

    [Theory]
    [InlineData("{ $.a = \"x\" }", true)]
    [InlineData("{ $.a = \"*\" }", true)]
    [InlineData("{ $.a = \"y*\" }", false)]
    [InlineData("{ $.b.c = 503 }", true)]
    [InlineData("{ $.b.c = 50 }", false)]
    [InlineData("{ $.a != \"x\" }", false)]
    [InlineData("{ $.d IS NULL }", true)]
    [InlineData("{ $.e EXISTS }", false)]
    [InlineData("{ ($.e NOT EXISTS) && ($.d EXISTS) }", true)]
    [InlineData("{ ($.a = \"y\") || (($.a = x) && ($.b.c != 1)) }", true)]
    public void APatternIsEvaluatedAsItsSyntaxIsDocumented(string pattern, bool matches) =>
        Assert.Equal(matches, MetricFilterPattern.Parse(pattern).Matches("""{"a":"x","b":{"c":503},"d":null}"""));

    [Theory]
    [InlineData("$.a = 1")]
    [InlineData("{ $.a = }")]
    [InlineData("{ ($.a = 1 }")]
    [InlineData("{ $.a = 1 } and")]
    [InlineData("{ a = 1 }")]
    [InlineData("{ $.a = 1 & }")]
    public void WhatIsNoPatternIsNotTakenForOne(string pattern) => Assert.Throws<FormatException>(() => MetricFilterPattern.Parse(pattern));

    private static async Task<List<string>> RecordsAsync()
    {
        var recorder = new AttemptRefusingRecorder();
        await using (var app = await StartAsync(recorder))
        {
            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
            await client.PostAsync("/fails", null);
            await client.PostAsync("/sign-in", null);
            Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/transfer", null)).StatusCode);
            recorder.RefusesAttempts = true;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.PostAsync("/transfer", null)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/nowhere")).StatusCode);
            await Eventually.IsTrueAsync(() => recorder.Records.Any(record => record.Contains("UnmatchedRequest", StringComparison.Ordinal)) && recorder.Records.Any(record => record.Contains("\"status\":503", StringComparison.Ordinal)), "everything is recorded");
        }

        return [.. recorder.Records, .. OwnEvents()];
    }

    private static async Task<WebApplication> StartAsync(IAuditRecorder recorder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(recorder);
        builder.Services.AddAuditTrailHttp(_ => { });
        builder.Services.AddAuthentication("Cookies").AddCookie("Cookies");
        var app = builder.Build();
        app.UseAuditTrail();
        app.UseRouting();
        app.MapPost("/fails", (HttpContext context) => context.RecordFailedSignInAsync("Cookies", "ana", "WrongPassword"));
        app.MapPost("/sign-in", (HttpContext context) => Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignInAsync(context, new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity([new("sub", "u-1")], "Cookies"))));
        app.MapPost("/transfer", () => "done").Audit("TransferMoney", required: true);
        await app.StartAsync();
        return app;
    }

    // The trail's own events, made by what makes them in delivery.
    private static IEnumerable<string> OwnEvents()
    {
        var assembly = typeof(AuditEvent).Assembly;
        var defaults = assembly.GetType("AuditTrail.Events.EventDefaults", throwOnError: true)!.GetProperty("Process")!.GetValue(null);
        var type = assembly.GetType("AuditTrail.Events.TrailEvents", throwOnError: true)!;
        var events = Activator.CreateInstance(type, "orders.example.com", defaults)!;
        yield return Text("Started", "security", Guid.Empty, 1L);
        yield return Text("Stopped", "security", Guid.Empty, 7L);
        yield return Text("Gap", 1L, 2L, 2L, "the journal was full", 0L, 0L);

        string Text(string name, params object[] arguments) => Encoding.UTF8.GetString(((AuditEvent)type.GetMethod(name, BindingFlags.Public | BindingFlags.Instance)!.Invoke(events, arguments)!).ToUtf8Json());
    }

    [GeneratedRegex("--filter-name (?<name>\\w+)[^']+--filter-pattern '(?<pattern>[^']+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Filter();

    private sealed class AttemptRefusingRecorder : IAuditRecorder
    {
        private readonly ConcurrentQueue<string> _records = new();

        public string Name => "";

        public string Source => "orders.example.com";

        public bool RefusesAttempts { get; set; }

        public IReadOnlyList<string> Records => [.. _records];

        public ValueTask<AuditReceipt> RecordAsync(AuditEventBuilder auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default) => RecordAsync(auditEvent.Build(), options, cancellationToken);

        public ValueTask<AuditReceipt> RecordAsync(AuditEvent auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default)
        {
            if (RefusesAttempts && options.Phase == RecordPhase.Attempt)
            {
                throw new AuditRecordingException("The journal is full.", default);
            }

            _records.Enqueue(Encoding.UTF8.GetString(auditEvent.ToUtf8Json()));
            return new(new AuditReceipt(RecordOutcome.Recorded, auditEvent.EventId ?? "", Guid.Empty, _records.Count));
        }

        public AuditScope Begin(string eventName, UserIdentity identity, RecordOptions options = default) => throw new NotSupportedException();

        public RecorderStatus GetStatus() => throw new NotSupportedException();
    }
}
