using AuditTrail.Journal;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Journal;

public sealed class WriteFailureTests
{
    private readonly FailingStorage _storage = new(new MemoryStorage());
    private readonly ManualTimeProvider _time = new();
    private readonly CollectedLog _log = new();

    [Theory]
    [InlineData("write")]
    [InlineData("sync")]
    public async Task AfterAFailedWriteOrSyncTheEntryIsWrittenToANewSegment(string operation)
    {
        await using var journal = Open();
        await journal.AppendManyAsync(3);
        var failed = new TaskCompletionSource();
        _storage.Fault = (what, name) => what == operation && name.StartsWith("seg-", StringComparison.Ordinal) && failed.TrySetResult() ? FailingStorage.Eio : null;

        var pending = journal.AppendAsync(JournalCalls.PayloadOf(4));
        await failed.Task;
        await Eventually.IsTrueAsync(() => journal.GetStatus().Problem is not null, "the status names the problem");
        Assert.False(pending.IsCompleted);
        Assert.Equal(3, journal.DurableSequence);
        Assert.Equal(JournalCalls.Numbers(1, 3), journal.ReadAll());
        var result = await AdvanceUntilDoneAsync(pending);

        Assert.Equal(AppendResult.Recorded(4), result);
        Assert.Null(journal.GetStatus().Problem);
        Assert.Equal(JournalCalls.Numbers(1, 4), journal.ReadAll());
        Assert.True(_log.Has(LogLevel.Error, "could not write"));
        await journal.AbandonAsync();
        _storage.Fault = static (_, _) => null;
        await using var again = Open();
        Assert.Equal(JournalCalls.Numbers(1, 4), again.ReadAll());
    }

    [Fact]
    public async Task EveryNthOperationMayFailAndNothingIsLostOrAcknowledgedFalsely()
    {
        for (var n = 1; n <= 250; n++)
        {
            var count = 0;
            var storage = new FailingStorage(new MemoryStorage());
            var time = new ManualTimeProvider();
            await using var journal = storage.Open(time: time);
            storage.Fault = (what, _) => what is "read" or "open" ? null : Interlocked.Increment(ref count) is var now && (now == n || now == n + 7) ? FailingStorage.Eio : null;
            for (var i = 1; i <= 60; i++)
            {
                var append = journal.AppendAsync(JournalCalls.PayloadOf(i)).AsTask();
                while (await Task.WhenAny(append, Task.Delay(2)) != append)
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                }

                Assert.Equal(AppendResult.Recorded(i), await append);
                journal.Release(i - 20);
            }

            // What was released may vanish at any moment; the rest may not.
            Assert.Equal(JournalCalls.Numbers(41, 60), journal.ReadAll(41));
            storage.Fault = static (_, _) => null;
            await journal.AbandonAsync();
            await using var again = storage.Open(time: time);
            Assert.Empty(again.Recovery.Losses);
            Assert.Equal(JournalCalls.Numbers(again.OldestSequence, 60), again.ReadAll(again.OldestSequence));
            Assert.True(storage.SegmentNames().Count < 30);
        }
    }

    [Fact]
    public async Task AnAppendThatTheDiskDoesNotAnswerIsLateAndIsRecordedLater()
    {
        await using var journal = Open();
        var stuck = true;
        _storage.Fault = (what, _) => what == "sync" && Volatile.Read(ref stuck) ? FailingStorage.Eio : null;

        var append = journal.AppendAsync("1", limit: TimeSpan.FromSeconds(2)).AsTask();
        await Eventually.IsTrueAsync(() => journal.GetStatus().Problem is not null, "the status names the problem");
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(append.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        var result = await append;

        Assert.Equal((AppendOutcome.Late, 1L), (result.Outcome, result.Sequence));
        Assert.Contains("Input/output error", result.Reason, StringComparison.Ordinal);
        Assert.Equal(1, journal.GetStatus().Late);
        Volatile.Write(ref stuck, false);
        await AdvanceUntilAsync(() => journal.DurableSequence == 1);
        Assert.Equal(["1"], journal.ReadAll());
    }

    [Fact]
    public async Task AFullQueueRefusesAfterTheWaitLimit()
    {
        await using var journal = Open(JournalCalls.Small with { QueueEvents = 2 });
        _storage.Fault = static (what, _) => what == "sync" ? FailingStorage.Eio : null;
        _ = await journal.AppendAsync("1", AckLevel.Accepted);
        _ = await journal.AppendAsync("2", AckLevel.Accepted);

        var append = journal.AppendAsync("3", limit: TimeSpan.FromSeconds(2)).AsTask();
        await AdvanceUntilAsync(() => append.IsCompleted);

        var result = await append;
        Assert.Equal((AppendOutcome.Refused, 0L), (result.Outcome, result.Sequence));
        Assert.Equal(1, journal.GetStatus().Refused);
        _storage.Fault = static (_, _) => null;
        await AdvanceUntilAsync(() => journal.DurableSequence == 2);
        Assert.Equal(["1", "2"], journal.ReadAll());
    }

    [Fact]
    public async Task ACancelledWaitDoesNotCancelTheEntry()
    {
        await using var journal = Open();
        var stuck = true;
        _storage.Fault = (what, _) => what == "sync" && Volatile.Read(ref stuck) ? FailingStorage.Eio : null;
        using var cancel = new CancellationTokenSource();

        var append = journal.AppendAsync("1", cancellationToken: cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);

        Volatile.Write(ref stuck, false);
        await AdvanceUntilAsync(() => journal.DurableSequence == 1);
        Assert.Equal(["1"], journal.ReadAll());
    }

    [Fact]
    public async Task AFullDiskFreesTheReserveRefusesEventsAndStillTakesMarkers()
    {
        var options = JournalCalls.Small with { ReserveBytes = 4096 };
        await using var journal = Open(options);
        await Eventually.IsTrueAsync(() => _storage.Exists("RESERVE"), "the reserve is there");
        await journal.AppendManyAsync(1);
        _storage.Free = 0;
        _storage.Fault = (what, _) => what == "write" && _storage.Exists("RESERVE") ? FailingStorage.NoSpace : null;

        Assert.Equal(AppendOutcome.Recorded, (await journal.AppendAsync("2")).Outcome);
        Assert.False(_storage.Exists("RESERVE"));
        Assert.Equal(AppendResult.Refused("the disk is full"), await journal.AppendAsync("no"));
        Assert.Equal(AppendOutcome.Recorded, (await journal.AppendAsync("3", kind: FrameKind.Marker)).Outcome);
        Assert.Equal("the disk is full", journal.GetStatus().Problem);

        _storage.Free = 1 << 30;
        _storage.Fault = static (_, _) => null;
        await AdvanceUntilAsync(() => journal.GetStatus().Problem is null);
        Assert.Equal(AppendOutcome.Recorded, (await journal.AppendAsync("4")).Outcome);
        Assert.Equal(["1", "2", "3", "4"], journal.ReadAll());
        Assert.True(_storage.Exists("RESERVE"));
    }

    [Fact]
    public async Task AJournalOnADeadDiskCanBeClosedAndSaysWhatBecameOfItsEntries()
    {
        var journal = Open();
        _storage.Fault = static (what, _) => what == "sync" ? FailingStorage.Eio : null;
        var append = journal.AppendAsync("1").AsTask();
        await Eventually.IsTrueAsync(() => journal.GetStatus().Problem is not null, "the status names the problem");
        using var limit = new CancellationTokenSource();
        await limit.CancelAsync();

        await journal.CloseAsync(limit.Token);

        Assert.Equal(AppendOutcome.Late, (await append).Outcome);
        Assert.Equal(AppendResult.Refused("the journal is closed"), await journal.AppendAsync("2"));
        Assert.True(_log.Has(LogLevel.Critical, "ended before entries 1 to 1"));
    }

    [Fact]
    public async Task AJournalOnADeadDiskEndsThoughNobodyGivesUp()
    {
        var journal = Open(JournalCalls.Small with { QueueEvents = 1 });
        _storage.Fault = static (what, _) => what == "sync" ? FailingStorage.Eio : null;
        var queued = journal.AppendAsync("1").AsTask();
        var waitsForRoom = journal.AppendAsync("2").AsTask();
        Assert.False(waitsForRoom.IsCompleted);

        var close = journal.CloseAsync(CancellationToken.None).AsTask();

        Assert.Equal(AppendResult.Refused("the journal is closed"), await waitsForRoom.WaitAsync(TimeSpan.FromSeconds(60)));
        await AdvanceUntilAsync(() => close.IsCompleted);
        Assert.Equal(AppendOutcome.Late, (await queued).Outcome);
    }

    [Fact]
    public async Task AReserveThatCannotBeMadeWholeTakesNoRoom()
    {
        var writes = 0;
        _storage.Fault = (what, name) => what == "write" && name == "RESERVE.tmp" && ++writes == 2 ? FailingStorage.NoSpace : null;
        await using var journal = Open(JournalCalls.Small with { ReserveBytes = 256 << 10 });

        await Eventually.IsTrueAsync(() => _log.Has(LogLevel.Warning, "RESERVE"), "the failure is logged");
        Assert.False(_storage.Exists("RESERVE.tmp"));
        await AdvanceUntilAsync(() => _storage.Exists("RESERVE"));
    }

    [Fact]
    public async Task AVolumeThatSaysItHasNoSizeTakesEntries()
    {
        _storage.Total = 0;
        await using var journal = Open(JournalCalls.Small with { MaxBytes = 0 });
        Assert.Equal(AppendOutcome.Recorded, (await journal.AppendAsync("1")).Outcome);
    }

    [Fact]
    public async Task WhatWasWrittenSurvivesAKillAlsoWhenItsSyncFailsAndTheDiskDiesAfterTheNextSegment()
    {
        using var goOn = new ManualResetEventSlim();
        var (syncs, created) = (0, 0);
        var journal = Open();
        await journal.AppendManyAsync(1);
        _storage.Fault = (what, name) =>
        {
            if (what == "sync" && name.StartsWith("seg-", StringComparison.Ordinal))
            {
                // The first sync lasts until a batch that is larger than a segment waits, the second one fails.
                var number = Interlocked.Increment(ref syncs);
                goOn.Wait();
                return number == 2 ? FailingStorage.Eio : null;
            }

            return what == "create" && name.StartsWith("seg-", StringComparison.Ordinal) && ++created > 1 ? FailingStorage.Eio : null;
        };
        List<Task<AppendResult>> appends = [journal.AppendAsync(JournalCalls.PayloadOf(2), AckLevel.Written).AsTask()];
        await Eventually.IsTrueAsync(() => Volatile.Read(ref syncs) == 1, "the first sync runs");
        appends.AddRange(Enumerable.Range(3, 60).Select(n => journal.AppendAsync(JournalCalls.PayloadOf(n), AckLevel.Written).AsTask()));
        goOn.Set();
        await AdvanceUntilAsync(() => Volatile.Read(ref created) > 1);
        await journal.AbandonAsync();

        var written = await Task.WhenAll(appends);
        var acknowledged = written.Where(static result => result.Outcome == AppendOutcome.Recorded).Select(static result => result.Sequence).ToList();
        Assert.InRange(acknowledged.Count, 20, 59);
        _storage.Fault = static (_, _) => null;
        await using var again = Open();
        Assert.Empty(again.Recovery.Losses);
        Assert.True(again.DurableSequence >= acknowledged.Max(), $"{acknowledged.Max()} acknowledged, {again.DurableSequence} there");
        Assert.Equal(JournalCalls.Numbers(1, again.DurableSequence), again.ReadAll());
    }

    [Fact]
    public async Task ALoggerThatThrowsDoesNotEndTheJournal()
    {
        await using var journal = _storage.Open(time: _time, logger: new ThrowingLog());
        var failed = new TaskCompletionSource();
        _storage.Fault = (what, _) => what == "sync" && failed.TrySetResult() ? FailingStorage.Eio : null;

        Assert.Equal(AppendResult.Recorded(1), await AdvanceUntilDoneAsync(journal.AppendAsync("1")));
    }

    [Fact]
    public void AFullDiskWhenOpeningIsSaidClearly()
    {
        _storage.Fault = static (what, _) => what == "write" ? FailingStorage.NoSpace : null;
        var exception = Assert.Throws<JournalException>(() => Open());
        Assert.Contains("the disk is full. Free some space", exception.Message, StringComparison.Ordinal);
    }

    private AuditJournal Open(JournalOptions? options = null) => _storage.Open(options, _time, _log);

    private async Task<T> AdvanceUntilDoneAsync<T>(ValueTask<T> task)
    {
        var running = task.AsTask();
        await AdvanceUntilAsync(() => running.IsCompleted);
        return await running;
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.IsTrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        "the condition holds");
}
