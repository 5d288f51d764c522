using System.Diagnostics.Metrics;
using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Recording;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Recording;

/// <summary>Announced deeds whose process died in between: reported after a start, each once.</summary>
public sealed class AttemptRestartTests
{
    private static readonly RecordOptions Attempt = new() { Phase = RecordPhase.Attempt };
    private static readonly RecordOptions Outcome = new() { Phase = RecordPhase.Outcome };

    [Theory]
    [MemberData(nameof(StorageUnderTest.Kinds), MemberType = typeof(StorageUnderTest))]
    public async Task AnAttemptWithoutAnOutcomeIsReportedOnceAfterTheNextStart(string kind)
    {
        using var storage = new StorageUnderTest(kind);
        var id = Guid.NewGuid();
        var announced = await AnnounceAndDieAsync(storage.Storage, id);

        await using (var next = new RecorderRig(storage.Storage))
        {
            var report = Assert.Single(await ReportsAsync(next, 1));
            Assert.Equal("OutcomeUnknown", report.ErrorCode);
            Assert.Equal((announced.EventName, announced.EventSource, announced.SourceIpAddress), (report.EventName, report.EventSource, report.SourceIpAddress));
            Assert.Equal((announced.UserIdentity, announced.SharedEventId, announced.ReadOnly), (report.UserIdentity, report.SharedEventId, report.ReadOnly));
            Assert.Equal((announced.RequestParameters?.ToString(), announced.Resources?.Single().Arn), (report.RequestParameters?.ToString(), report.Resources?.Single().Arn));
            Assert.NotEqual(announced.EventId, report.EventId);
            Assert.Equal(("outcome", "processEnded", "/transfer"), (report.Http?.Phase, report.Http?.Ending, report.Http?.Route));
            Assert.Null(report.Http?.Status);
            var message = Assert.Single(next.Logs.Messages, m => m.Id == 1005);
            Assert.Equal(LogLevel.Error, message.Level);
            Assert.Contains($"TransferMoney (sharedEventID {id})", message.Text, StringComparison.Ordinal);
        }

        await using var last = new RecorderRig(storage.Storage);
        await last.AttemptsAreSearchedAsync();
        Assert.Single(Reports(last));
    }

    [Fact]
    public async Task AnAttemptWithAnOutcomeIsNotReported()
    {
        var storage = new MemoryStorage();
        var (done, open) = (Guid.NewGuid(), Guid.NewGuid());
        await using (var rig = new RecorderRig(storage))
        {
            await rig.Recorder.RecordAsync(Transfer(done), Attempt);
            await rig.Recorder.RecordAsync(Transfer(open), Attempt);
            await rig.Recorder.RecordAsync(Transfer(done).Failed("InsufficientFunds"), Outcome);

            // Of the same deed, but it announces nothing and ends nothing.
            await rig.Recorder.RecordAsync(Transfer(open));
            await rig.KillAsync();
        }

        await using var next = new RecorderRig(storage);
        await next.AttemptsAreSearchedAsync();
        Assert.Equal(open.ToString(), Assert.Single(Reports(next)).SharedEventId);
    }

    [Fact]
    public async Task DeedsOfSeveralLivesAreReportedTogether()
    {
        var storage = new MemoryStorage();
        var ids = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var id in ids)
        {
            // It dies before its own search could say anything of the lives before.
            await using var life = new RecorderRig(storage, opensWithTheFirstEvent: true);
            await life.Journal.AppendAsync(PayloadOf(id), FrameKind.Event, FrameFlags.Attempt, DateTimeOffset.UnixEpoch, AckLevel.Durable, Timeout.InfiniteTimeSpan, CancellationToken.None);
            await life.KillAsync();
        }

        await using var last = new RecorderRig(storage);
        await last.AttemptsAreSearchedAsync();
        Assert.Equal(ids.Select(id => id.ToString()), Reports(last).Select(report => report.SharedEventId));
    }

    [Fact]
    public async Task AProcessThatIsKilledWhileItReportsReportsNothingTwiceAndForgetsNothing()
    {
        var storage = new MemoryStorage();
        var ids = Enumerable.Range(0, 40).Select(_ => Guid.NewGuid()).ToArray();
        await using (var first = new RecorderRig(storage))
        {
            foreach (var id in ids)
            {
                await first.Recorder.RecordAsync(Transfer(id), Attempt);
            }

            await first.KillAsync();
        }

        for (var reported = 0; reported < ids.Length;)
        {
            await using var life = new RecorderRig(storage);
            var before = reported;
            await Eventually.IsTrueAsync(() => life.Journal.DurableSequence > ids.Length + before, "something was reported");
            await life.KillAsync();
            reported = (int)(life.Journal.DurableSequence - ids.Length);
        }

        await using var last = new RecorderRig(storage);
        await last.AttemptsAreSearchedAsync();
        Assert.Equal(ids.Select(id => id.ToString()).Order(StringComparer.Ordinal), Reports(last).Select(report => report.SharedEventId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task WhatTheDiskRefusesToTakeIsReportedOnceItTakesIt()
    {
        var inner = new MemoryStorage();
        await AnnounceAndDieAsync(inner, Guid.NewGuid());
        var disk = new Journal.FailingStorage(inner);

        await using var next = new RecorderRig(disk, opensWithTheFirstEvent: true);
        disk.Fault = static (operation, name) => operation is "write" or "create" && name.StartsWith("seg", StringComparison.Ordinal) ? Journal.FailingStorage.NoSpace : null;
        next.StartAttempts();
        await Eventually.IsTrueAsync(() => next.Journal.GetStatus().Problem is not null, "the journal cannot write");
        Assert.Empty(Reports(next));
        disk.Fault = static (_, _) => null;

        Assert.Single(await ReportsAsync(next, 1));
    }

    [Fact]
    public async Task AJournalThatCannotBeReadIsSearchedLater()
    {
        var inner = new MemoryStorage();
        await AnnounceAndDieAsync(inner, Guid.NewGuid());
        var disk = new Journal.FailingStorage(inner);

        await using var next = new RecorderRig(disk, opensWithTheFirstEvent: true);
        disk.Fault = static (operation, _) => operation == "read" ? Journal.FailingStorage.Eio : null;
        next.StartAttempts();
        await Eventually.IsTrueAsync(() => next.Logs.Messages.Any(m => m.Id == 1007), "the search failed");
        disk.Fault = static (_, _) => null;

        Assert.Single(await ReportsAsync(next, 1));
    }

    [Fact]
    public async Task AReportIsCounted()
    {
        var storage = new MemoryStorage();
        await AnnounceAndDieAsync(storage, Guid.NewGuid());
        var count = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, mine) =>
        {
            if (instrument.Name == "audittrail.attempts.abandoned")
            {
                mine.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Interlocked.Add(ref count, tags[0].Value is "counted" ? value : 0));
        listener.Start();

        await using var next = new RecorderRig(storage, settings: RecorderRig.Settings with { Name = "counted" });
        await ReportsAsync(next, 1);
        await next.AttemptsAreSearchedAsync();

        Assert.Equal(1, Interlocked.Read(ref count));
    }

    private static AuditEventBuilder Transfer(Guid id) =>
        AuditEvent.Create("bank.example.com", "TransferMoney", UserIdentity.User("alice")).SharedId(id).SourceIp("192.0.2.7").ReadOnly(false)
            .Resource("Bank::Account", "7").Request("amount", 5).Additional("tenant", "acme").Http(new HttpDetails { Method = "POST", Route = "/transfer", Phase = "attempt" });

    private static byte[] PayloadOf(Guid id) => Transfer(id).Build().ToUtf8Json();

    private static async Task<AuditEvent> AnnounceAndDieAsync(IStorage storage, Guid id)
    {
        await using var rig = new RecorderRig(storage);
        await rig.Recorder.RecordAsync(Transfer(id), Attempt);
        await rig.KillAsync();
        await using var reader = new RecorderRig(storage, opensWithTheFirstEvent: true);
        return reader.ReadAll()[^1].Event;
    }

    private static IReadOnlyList<AuditEvent> Reports(RecorderRig rig) =>
        [.. rig.ReadAll().Select(item => item.Event).Where(e => e.ErrorCode == "OutcomeUnknown")];

    private static async Task<IReadOnlyList<AuditEvent>> ReportsAsync(RecorderRig rig, int count)
    {
        await Eventually.IsTrueAsync(() => Reports(rig).Count >= count, $"{count} reports are in the journal");
        await rig.AttemptsAreSearchedAsync();
        return Reports(rig);
    }
}
