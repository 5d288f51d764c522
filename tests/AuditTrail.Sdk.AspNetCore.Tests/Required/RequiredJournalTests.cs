using System.Net;
using AuditTrail.AspNetCore.Tests.Support;
using AuditTrail.Events;
using AuditTrail.Hosting;
using AuditTrail.Recording;
using AuditTrail.Sinks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AuditTrail.AspNetCore.Tests.Required;

/// <summary>Required endpoints over a real recorder and a journal on disk.</summary>
public sealed class RequiredJournalTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    public async Task TheAttemptIsOnDiskWhenTheHandlerRuns()
    {
        var found = "";
        await using var app = await StartAsync(context => found = JournalText(), audit => audit.Trail("memory", t => t.ToMemory()));

        Assert.Equal(HttpStatusCode.OK, (await app.Client.PostAsync("/transfer?deed=1", null)).StatusCode);

        Assert.Contains("\"eventName\":\"TransferMoney\"", found, StringComparison.Ordinal);
        Assert.Contains("\"phase\":\"attempt\"", found, StringComparison.Ordinal);
        Assert.DoesNotContain("\"phase\":\"outcome\"", found, StringComparison.Ordinal);
        Assert.Contains("\"phase\":\"outcome\"", JournalText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFullJournalRunsNothing()
    {
        var runs = 0;
        await using var app = await StartAsync(
            _ => runs++,
            audit => audit.Configure(o => o.Journal.MaxBytes = 16 << 20).Trail("stuck", t => t.To(_ => new StuckSink())));
        var recorder = app.Server.Services.GetRequiredService<IAuditRecorder>();
        var options = new RecordOptions { OnFailure = RecordFailurePolicy.Continue, WaitLimit = TimeSpan.FromMinutes(1) };
        while ((await recorder.RecordAsync(Filler(), options)).Outcome == RecordOutcome.Recorded)
        {
            Assert.True(recorder.GetStatus().JournalBytes < 32 << 20);
        }

        // A small event still fits where a large one does not; the budget ends that, too.
        HttpResponseMessage response;
        var answered = 0;
        do
        {
            response = await app.Client.PostAsync("/transfer", null);
            answered += response.StatusCode == HttpStatusCode.OK ? 1 : 0;
        }
        while (response.StatusCode == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(answered, runs);
    }

    [Fact]
    public async Task AClosedRecorderRunsNothing()
    {
        var runs = 0;
        var other = new ServiceCollection().AddAuditTrail(audit => audit.From("closed.example.com").Directory(_directory).Trail("memory", t => t.ToMemory())).Services.BuildServiceProvider();
        var closed = other.GetRequiredService<IAuditRecorder>();
        await closed.RecordAsync(Filler());
        await other.DisposeAsync();
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/transfer", () => runs++).Audit("TransferMoney", required: true),
            s => s.Replace(ServiceDescriptor.Singleton(closed)));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.Client.PostAsync("/transfer", null)).StatusCode);

        Assert.Equal(0, runs);
        Assert.Contains(app.Logger.Messages, m => m.Id == 2011 && m.Text.Contains("stopped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatAHandlerDidWhenItsProcessDiedIsSaidByTheNextLife()
    {
        // The recorder is closed while the handler runs, as by a host whose patience is over: for the journal that is the end of the process.
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sink = new InMemoryAuditSink();
        var first = new ServiceCollection().AddAuditTrail(audit => audit.From("bank.example.com").Directory(_directory).Trail("all", t => t.ToMemory(sink))).Services.BuildServiceProvider();
        await using (var app = await WebApp.StartAsync(
            a => a.MapPost("/transfer", async () =>
            {
                inside.SetResult();
                await goOn.Task;
            }).Audit("TransferMoney", required: true),
            s => s.Replace(ServiceDescriptor.Singleton(first.GetRequiredService<IAuditRecorder>()))))
        {
            var call = app.Client.PostAsync("/transfer", null);
            await inside.Task;
            await first.DisposeAsync();
            goOn.SetResult();
            Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
        }

        await using var next = new ServiceCollection().AddAuditTrail(audit => audit.From("bank.example.com").Directory(_directory).Trail("all", t => t.ToMemory(sink))).Services.BuildServiceProvider();
        await next.GetRequiredService<IAuditRecorder>().RecordAsync(Filler());
        await sink.WaitForAsync(e => e.ErrorCode == "OutcomeUnknown", TimeSpan.FromSeconds(60), CancellationToken.None);

        var deed = sink.Events.Where(e => e.EventName == "TransferMoney").ToArray();
        Assert.Equal(["attempt", "outcome"], deed.Select(e => e.Http?.Phase));
        Assert.Single(deed.Select(e => e.SharedEventId).Distinct());
    }

    private static AuditEventBuilder Filler() =>
        AuditEvent.Create("fill.example.com", "Fill", UserIdentity.Anonymous).Request("text", new string('x', 50_000)).Request("more", new string('x', 50_000));

    private Task<WebApp> StartAsync(Action<HttpContext> handler, Action<AuditTrailBuilder> audit) => WebApp.StartAsync(
        a => a.MapPost("/transfer", (HttpContext context) => handler(context)).Audit("TransferMoney", required: true),
        s => s.RemoveAll<IAuditRecorder>().AddAuditTrail(builder => audit(builder.From("bank.example.com").Directory(_directory))));

    /// <summary>What anybody reads who opens the files now.</summary>
    private string JournalText()
    {
        var text = new System.Text.StringBuilder();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_directory, "journal"), "seg-*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }

    private sealed class StuckSink : IAuditSink
    {
        public async ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return DeliveryResult.Retry("never");
        }
    }
}
