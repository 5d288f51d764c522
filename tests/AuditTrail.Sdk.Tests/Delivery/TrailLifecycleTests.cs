using AuditTrail.Delivery;
using AuditTrail.Journal;
using AuditTrail.Sinks;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;
using AuditTrail.Trails;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Delivery;

public sealed class TrailLifecycleTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task ANewTrailBeginsAtNowUnlessItSaysFromOldest()
    {
        var first = new ScriptedSink();
        var late = new ScriptedSink();
        var complete = new ScriptedSink();
        var bench = TrailBench.Open(_time).With(new Trail("first", first));
        await bench.RecordAsync(10);
        await bench.Trails.StopAsync(TimeSpan.FromSeconds(1));
        await using var next = await bench.CrashAsync();
        next.With(new Trail("first", first), new Trail("late", late), new Trail("complete", complete) { FromOldest = true });
        await next.RecordAsync(5);
        await Until.TrueAsync(() => next.Trails.GetStatus().Trails.All(trail => trail.Pending == 0));

        Assert.Equal(15, first.TakenCount);
        Assert.Equal([11, 12, 13, 14, 15], late.Taken.Select(item => item.Sequence));
        Assert.Equal([1, 2, 3, 4, 5], late.Taken.Select(item => item.TrailSequence));
        Assert.Equal(15, complete.TakenCount);
        Assert.Equal((5, 15), (next.Status("late").Recorded, next.Status("complete").Recorded));
    }

    [Fact]
    public async Task ATrailGoesOnWhereItsCursorSaysWithItsStateAndCounters()
    {
        var sink = new ScriptedSink { Answer = (batch, _) => ValueTask.FromResult(DeliveryResult.Delivered($"after {batch.Count}")) };
        var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(10);
        await Until.TrueAsync(() => bench.Status().Pending == 0);
        await bench.Trails.StopAsync(TimeSpan.FromSeconds(1));
        await using var next = await bench.CrashAsync();
        next.With(sink);
        await next.RecordAsync(1);
        await Until.TrueAsync(() => next.Status().Pending == 0);
        Assert.Equal(Enumerable.Range(1, 11).Select(i => (long)i), sink.Taken.Select(item => item.TrailSequence));
        Assert.Equal("after 0", sink.Calls.Last().State);
        Assert.Equal((11, 11), (next.Status().Recorded, next.Status().Delivered));
    }

    [Fact]
    public async Task TheCursorIsSavedAfterTheFirstBatchOfARunAndThenAtMostOnceASecond()
    {
        var sink = new ScriptedSink();
        await using var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(1);
        await Until.TrueAsync(() => Saved(bench.Storage) == 1);
        for (var i = 2; i <= 20; i++)
        {
            await bench.RecordAsync(1);
            await Until.TrueAsync(() => bench.Status().Delivered == i);
        }

        Assert.Equal(1, Saved(bench.Storage));
        await _time.AdvanceUntilAsync(() => Saved(bench.Storage) == 20, TimeSpan.FromMilliseconds(100));
        Assert.InRange(_time.Elapsed(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.2));
    }

    [Fact]
    public async Task ACrashRepeatsAtMostWhatCameSinceTheLastSaveWithTheSameNumbersAndBytes()
    {
        var sink = new ScriptedSink();
        var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(1);
        await Until.TrueAsync(() => Saved(bench.Storage) == 1);
        await bench.RecordAsync(30);
        await Until.TrueAsync(() => sink.TakenCount == 31);
        await using var next = await bench.CrashAsync();
        var again = new ScriptedSink();
        next.With(again);
        await Until.TrueAsync(() => again.TakenCount == 30);
        Assert.Equal(sink.Taken.Skip(1), again.Taken);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("damaged")]
    [InlineData("deleted with the register")]
    [InlineData("register damaged")]
    public async Task ALostCursorBeginsANewEpochAtTheOldestEventAndAMarkerSaysSo(string how)
    {
        var sink = new ScriptedSink();
        var bench = TrailBench.Open(_time).With(sink);
        await bench.RecordAsync(10);
        await Until.TrueAsync(() => sink.TakenCount == 10);
        await bench.Trails.StopAsync(TimeSpan.FromSeconds(1));
        await using var next = await bench.CrashAsync();
        switch (how)
        {
            case "damaged":
                Damage(next.Storage, "cursors/security.json");
                break;
            case "register damaged":
                Damage(next.Storage, "trails.json");
                next.Storage.Delete("cursors/security.json");
                break;
            case "deleted with the register":
                next.Storage.Delete("trails.json");
                next.Storage.Delete("cursors/security.json");
                break;
            default:
                next.Storage.Delete("cursors/security.json");
                break;
        }

        var again = new ScriptedSink();

        // Not from the oldest: the trail is known, so it is a loss and not a beginning.
        next.With(new Trail("security", again));
        await Until.TrueAsync(() => next.Status().Pending == 0);
        var marker = again.Taken[0];
        Assert.Equal((0, 1, 2, "TrailGap"), (marker.Sequence, marker.TrailSequence, marker.Epoch, marker.Name));
        var facts = marker.Root.GetProperty("requestParameters");
        Assert.Equal((1, 10, 0), (facts.GetProperty("from").GetInt64(), facts.GetProperty("to").GetInt64(), facts.GetProperty("count").GetInt64()));
        Assert.Contains("cursor was lost", facts.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), again.Taken.Skip(1).Select(item => item.Sequence));
        Assert.Equal(Enumerable.Range(2, 10).Select(i => (long)i), again.Taken.Skip(1).Select(item => item.TrailSequence));
        Assert.Equal((11, 11), (next.Status().Recorded, next.Status().Delivered));
        if (how == "damaged")
        {
            Assert.True(next.Storage.Exists("cursors/security.json.damaged"));
        }
    }

    [Fact]
    public async Task ARemovedTrailIsReportedAndHoldsItsEventsUntilItIsReleasedByName()
    {
        var log = new CollectedLog();
        var gone = new ScriptedSink { Answer = (_, _) => ValueTask.FromResult(DeliveryResult.Retry("down")) };
        var stays = new ScriptedSink();
        var options = new JournalOptions { SegmentBytes = 16 << 10, MaxBytes = 8 << 20, ReserveBytes = 0 };
        var bench = TrailBench.Open(_time, options: options).With(new Trail("gone", gone), new Trail("stays", stays));
        await bench.RecordAsync(50, bytes: 1000);
        await Until.TrueAsync(() => bench.Status("stays").Pending == 0);
        await using var next = Logged(await bench.CrashAsync(options), log);
        next.With(new Trail("stays", stays));
        await next.RecordAsync(50, bytes: 1000);
        await Until.TrueAsync(() => next.Status("stays").Pending == 0);
        await _time.AdvanceUntilAsync(() => Saved(next.Storage, "stays") == 100, TimeSpan.FromSeconds(1));

        var status = next.Status("gone");
        Assert.True(status.Removed);
        Assert.Equal((100, 100), (status.Recorded, status.Pending));
        Assert.Equal(1, next.Journal.OldestSequence);
        Assert.True(log.Has(LogLevel.Warning, "Trail gone is not set up any more but holds the journal from event 1 on"));
        Assert.Throws<ArgumentException>(() => next.Trails.ReleaseTrail("stays"));
        Assert.Throws<ArgumentException>(() => next.Trails.ReleaseTrail("unknown"));

        next.Trails.ReleaseTrail("GONE");
        Assert.Equal(["stays"], next.Trails.GetStatus().Trails.Select(trail => trail.Name));
        await Until.TrueAsync(() => next.Journal.OldestSequence > 50);
        Assert.False(next.Storage.Exists("cursors/gone.json"));
    }

    [Fact]
    public async Task ATrailWhoseNameChangesOnlyInCaseIsTheSameTrail()
    {
        var sink = new ScriptedSink();
        var bench = TrailBench.Open(_time).With(new Trail("Security", sink));
        await bench.RecordAsync(3);
        await Until.TrueAsync(() => sink.TakenCount == 3);
        await bench.Trails.StopAsync(TimeSpan.FromSeconds(1));
        await using var next = await bench.CrashAsync();
        next.With(new Trail("security", sink));
        await next.RecordAsync(1);
        await Until.TrueAsync(() => sink.TakenCount == 4);
        Assert.Equal((4, 4, 1), (sink.Taken[3].Sequence, sink.Taken[3].TrailSequence, sink.Taken[3].Epoch));
        Assert.Equal(["Security.json"], next.Storage.List("cursors"));
    }

    [Fact]
    public async Task ATrailThatWasReleasedAndComesBackUsesNoNumberAgain()
    {
        var sink = new ScriptedSink();
        var bench = TrailBench.Open(_time).With(new Trail("a", sink), new Trail("b", new ScriptedSink()));
        await bench.RecordAsync(3);
        await Until.TrueAsync(() => sink.TakenCount == 3);
        await bench.Trails.StopAsync(TimeSpan.FromSeconds(1));
        var without = await bench.CrashAsync();
        without.With(new Trail("b", new ScriptedSink())).Trails.ReleaseTrail("a");
        await using var again = await without.CrashAsync();
        again.With(new Trail("a", sink), new Trail("b", new ScriptedSink()));
        await again.RecordAsync(1);
        await Until.TrueAsync(() => sink.TakenCount == 4);
        Assert.Equal((4, 1, 2), (sink.Taken[3].Sequence, sink.Taken[3].TrailSequence, sink.Taken[3].Epoch));
    }

    [Fact]
    public async Task ACursorBeyondTheJournalIsAnAlarmAndTheTrailGoesOnInANewEpoch()
    {
        var log = new CollectedLog();
        var sink = new ScriptedSink();
        await using var bench = Logged(TrailBench.Open(_time), log);
        await bench.RecordAsync(5);
        new CursorFile(bench.Storage, "security").Save(new TrailProgress
        {
            Stream = bench.Journal.Stream, Epoch = 1, Selector = TrailSelector.Everything.Fingerprint, Start = 0, Position = 9, TrailSequence = 9, Delivered = 9,
        });
        bench.With(sink);
        await bench.RecordAsync(2);
        await Until.TrueAsync(() => bench.Status().Pending == 0);
        Assert.Equal(["TrailGap", "RefundOrder", "RefundOrder"], sink.Taken.Select(item => item.Name));
        Assert.Equal([(0, 1, 2), (6, 2, 2), (7, 3, 2)], sink.Taken.Select(item => ((int)item.Sequence, (int)item.TrailSequence, (int)item.Epoch)));
        Assert.True(log.Has(LogLevel.Critical, "the cursor is at event 9 but the journal ends at 5"));
        Assert.Equal(12, bench.Status().Delivered);
    }

    [Fact]
    public async Task AnotherJournalIsAnAlarmAndTheTrailBeginsWithItsOldestEvent()
    {
        var log = new CollectedLog();
        var sink = new ScriptedSink();
        await using var bench = Logged(TrailBench.Open(_time), log);
        new CursorFile(bench.Storage, "security").Save(new TrailProgress
        {
            Stream = Guid.Empty, Epoch = 4, Selector = TrailSelector.Everything.Fingerprint, Start = 0, Position = 9, TrailSequence = 9, Delivered = 9,
        });
        await bench.RecordAsync(2);
        bench.With(sink);
        await Until.TrueAsync(() => bench.Status().Pending == 0);
        Assert.Equal(["TrailGap", "RefundOrder", "RefundOrder"], sink.Taken.Select(item => item.Name));
        Assert.All(sink.Taken, item => Assert.Equal(5, item.Epoch));
        Assert.True(log.Has(LogLevel.Critical, "another one"));
    }

    [Fact]
    public async Task AnotherSelectorNeverGivesANumberToAnotherEvent()
    {
        var before = new ScriptedSink();
        var bench = TrailBench.Open(_time).With(new Trail("security", before) { FromOldest = true, Selector = new SelectorBuilder().WriteOnly().Build() });
        await bench.RecordAsync(1);
        await Until.TrueAsync(() => Saved(bench.Storage) == 1);
        for (var i = 0; i < 10; i++)
        {
            await bench.RecordAsync(1, FrameFlags.ReadOnly);
            await bench.RecordAsync(1);
        }

        await Until.TrueAsync(() => before.TakenCount == 11);
        await using var next = await bench.CrashAsync();
        var after = new ScriptedSink();
        next.With(new Trail("security", after));

        // One more than the events: a marker says which numbers the other selector may have used.
        await Until.TrueAsync(() => after.TakenCount == 21);
        var seen = before.Taken.Concat(after.Taken).ToList();
        Assert.All(seen.GroupBy(item => item.TrailSequence), number => Assert.Single(number.Select(item => item.Sequence).Distinct()));
        Assert.Empty(TrailNumbers.Unexplained(seen));
        Assert.Empty(TrailNumbers.Unexplained(before.Taken.Take(1).Concat(after.Taken)));
    }

    [Fact]
    public async Task WhileTheCursorCannotBeWrittenEventsStayInTheJournalAndDeliveryGoesOn()
    {
        var storage = new BrittleStorage();
        var sink = new ScriptedSink();
        var options = new JournalOptions { SegmentBytes = 16 << 10, MaxBytes = 8 << 20, ReserveBytes = 0 };
        await using var bench = TrailBench.Open(_time, storage, options: options);
        bench.Prepare(new Trail("security", sink)).Start();
        storage.FailsSyncOf = "cursors/security";
        await bench.RecordAsync(100, bytes: 1000);
        await _time.AdvanceUntilAsync(() => storage.Failures > 12 && sink.TakenCount == 100, TimeSpan.FromSeconds(1));
        Assert.Contains("EIO", bench.Status().Problem, StringComparison.Ordinal);

        // A save that is due and fails in every round leaves room for deliveries all the same.
        await bench.RecordAsync(100, bytes: 1000);
        await _time.AdvanceUntilAsync(() => sink.TakenCount == 200, TimeSpan.FromSeconds(1));
        Assert.Equal(1, bench.Journal.OldestSequence);
        storage.FailsSyncOf = null;
        await _time.AdvanceUntilAsync(() => bench.Status().Problem is null && Saved(storage) == 200, TimeSpan.FromSeconds(1));
        await Until.TrueAsync(() => bench.Journal.OldestSequence > 1);
    }

    [Fact]
    public async Task TheJournalIsTrimmedOnlyBehindTheSlowestSavedCursor()
    {
        var slow = new ScriptedSink { Limits = new SinkLimits { MaxEvents = 10 } };
        var allowed = 40;
        slow.Answer = async (batch, token) =>
        {
            while (slow.TakenCount >= allowed)
            {
                await Task.Delay(5, token);
            }

            return DeliveryResult.Delivered();
        };
        var options = new JournalOptions { SegmentBytes = 16 << 10, MaxBytes = 8 << 20, ReserveBytes = 0 };
        await using var bench = TrailBench.Open(timing: new DeliveryTiming { SaveInterval = TimeSpan.FromMilliseconds(20) }, options: options);
        bench.Prepare(new Trail("slow", slow), new Trail("fast", new ScriptedSink()));
        await bench.RecordAsync(200, bytes: 1000);
        bench.Trails.Start();
        await Until.TrueAsync(() => bench.Status("fast").Pending == 0 && slow.TakenCount == 40 && bench.Journal.OldestSequence > 1);
        Assert.InRange(bench.Journal.OldestSequence, 2, 41);
        allowed = int.MaxValue;
        await Until.TrueAsync(() => bench.Journal.OldestSequence > 150 && slow.TakenCount == 200);
    }

    private static TrailBench Logged(TrailBench bench, ILogger log) => bench.LogTo(log);

    private static long Saved(IStorage storage, string trail = "security") => new CursorFile(storage, trail).Load()?.Position ?? -1;

    private static void Damage(IStorage storage, string name)
    {
        using var file = storage.Open(name, writable: true);
        var at = file.Length / 2;
        var one = new byte[1];
        file.Read(one, at);
        file.Write([(byte)(one[0] ^ 1)], at);
    }
}
