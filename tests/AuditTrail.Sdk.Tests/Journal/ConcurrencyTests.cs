using System.Collections.Concurrent;
using System.Text;
using AuditTrail.Journal;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task ACallerWhoBlocksTheThreadThatAnsweredHoldsUpNobody()
    {
        var storage = new MemoryStorage();
        await using var journal = storage.Open(JournalCalls.Small with { SegmentBytes = 256 << 10 });
        using var goOn = new ManualResetEventSlim();
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // One large group, so that the next one is worth waiting for, and one of its callers never comes back.
        var group = Enumerable.Range(0, 64).Select(_ => journal.AppendAsync("first").AsTask()).ToList();
        var blocking = BlockAsync();
        await blocked.Task;
        for (var i = 0; i < 20; i++)
        {
            var result = await journal.AppendAsync("next").AsTask().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal(AppendOutcome.Recorded, result.Outcome);
        }

        goOn.Set();
        await Task.WhenAll([.. group, blocking]).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(85, journal.DurableSequence);

        async Task BlockAsync()
        {
            await journal.AppendAsync("blocks").ConfigureAwait(false);
            blocked.SetResult();
            goOn.Wait();
        }
    }

    [Fact]
    public async Task AStatusKnowsTheBytesOfEveryEntryThatItCallsDurable()
    {
        var storage = new MemoryStorage();
        await using var journal = storage.Open(JournalCalls.Small with { SegmentBytes = 4096, MaxBytes = 1L << 30 });
        var appending = Task.Run(async () =>
        {
            var text = new string('.', 1000);
            for (var i = 0; i < TestScale.Of(fast: 2_000, normal: 5_000, slow: 200_000); i++)
            {
                await journal.AppendAsync(text);
            }
        });

        // Whoever waits for an entry past the durable one would never hear of bytes that came with it.
        while (!appending.IsCompleted)
        {
            var status = journal.GetStatus();
            Assert.True(status.Bytes >= status.DurableSequence * 1000, $"{status.Bytes} bytes hold {status.DurableSequence} entries of 1,000 bytes");
        }

        await appending;
    }

    [Fact]
    public async Task ManyProducersWithCancellationsLoseAndDuplicateNothing()
    {
        var storage = new MemoryStorage();
        await using var journal = storage.Open(JournalCalls.Small with { SegmentBytes = 256 << 10, QueueEvents = 200, QueueBytes = 64 << 10 });
        var perProducer = TestScale.Of(fast: 100, normal: 500, slow: 20_000);
        var recorded = new ConcurrentDictionary<long, string>();
        var outcomes = new ConcurrentBag<AppendOutcome>();

        await Task.WhenAll(Enumerable.Range(0, 64).Select(producer => Task.Run(async () =>
        {
            var random = new Random(producer);
            for (var i = 0; i < perProducer; i++)
            {
                using var cancel = new CancellationTokenSource();
                var text = $"{producer}/{i}/{new string('.', random.Next(300))}";
                if (random.Next(8) == 0)
                {
                    cancel.CancelAfter(random.Next(2));
                }

                try
                {
                    var level = (AckLevel)random.Next(3);
                    var result = await journal.AppendAsync(text, level, limit: TimeSpan.FromSeconds(60), cancellationToken: cancel.Token);
                    outcomes.Add(result.Outcome);
                    Assert.True(recorded.TryAdd(result.Sequence, text), "a sequence number was given twice");
                }
                catch (OperationCanceledException)
                {
                }
            }
        }))).WaitAsync(TimeSpan.FromSeconds(120));

        Assert.All(outcomes, static outcome => Assert.Equal(AppendOutcome.Recorded, outcome));
        await journal.CloseAsync(CancellationToken.None);
        await using var again = storage.Open();
        using var reader = again.OpenReader(1);
        var next = 1L;
        var seen = new HashSet<string>();
        while (reader.TryRead(out var entry))
        {
            Assert.Equal(next++, entry.Sequence);
            var text = Encoding.UTF8.GetString(entry.Payload.Span);
            Assert.True(seen.Add(text));
            Assert.True(!recorded.TryRemove(entry.Sequence, out var told) || told == text);
        }

        Assert.Empty(recorded);
    }

    [Fact]
    public async Task ClosingWhileManyAppendTellsEachWhatBecameOfItsEntry()
    {
        for (var round = 0; round < TestScale.Of(fast: 10, normal: 50, slow: 2000); round++)
        {
            var storage = new MemoryStorage();
            var journal = storage.Open();
            var recorded = new ConcurrentBag<long>();
            var producers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                AppendResult result;
                while ((result = await journal.AppendAsync("x")).Outcome == AppendOutcome.Recorded)
                {
                    recorded.Add(result.Sequence);
                }

                Assert.Equal(AppendOutcome.Refused, result.Outcome);
            })).ToArray();
            await Eventually.IsTrueAsync(() => journal.DurableSequence > round, "some are recorded");

            await journal.DisposeAsync();

            await Task.WhenAll(producers).WaitAsync(TimeSpan.FromSeconds(60));
            await using var again = storage.Open();
            Assert.Equal(Enumerable.Range(1, (int)again.DurableSequence).Select(static n => (long)n), recorded.Order());
        }
    }

    [Fact]
    public async Task OneSyncServesEverybodyWhoCameDuringTheLastOne()
    {
        var syncs = 0;
        using var gate = new SemaphoreSlim(0);
        var storage = new FailingStorage(new MemoryStorage());
        await using var journal = storage.Open();
        await journal.AppendManyAsync(1);
        storage.Fault = (what, name) =>
        {
            if (what == "sync" && name.StartsWith("seg-", StringComparison.Ordinal) && Interlocked.Increment(ref syncs) == 1)
            {
                gate.Wait();
            }

            return null;
        };

        var first = journal.AppendAsync("2").AsTask();
        await Eventually.IsTrueAsync(() => Volatile.Read(ref syncs) == 1, "the first sync runs");
        var others = Enumerable.Range(0, 20).Select(_ => journal.AppendAsync("x").AsTask()).ToArray();
        gate.Release();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, syncs);
    }

    [Fact]
    public async Task AnAppendAllocatesNothingOnceTheQueueIsWarm()
    {
        using var directory = new TemporaryDirectory();
        await using var journal = DiskStorage.At(directory.Path).Open(new JournalOptions { ReserveBytes = 0 });
        var payload = new byte[600];
        async Task AppendAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await journal.AppendAsync(payload, FrameKind.Event, FrameFlags.None, DateTimeOffset.UnixEpoch, AckLevel.Durable, TimeSpan.FromSeconds(60), CancellationToken.None);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => AppendAsync(100))));
        const int count = 200;
        var allocated = 0L;
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => AppendAsync(count))));
        for (var i = 0; i < 1000; i++)
        {
            // On this thread alone, since other tests run beside: the append itself, not the wait.
            var before = GC.GetAllocatedBytesForCurrentThread();
            var append = journal.AppendAsync(payload, FrameKind.Event, FrameFlags.None, DateTimeOffset.UnixEpoch, AckLevel.Durable, TimeSpan.FromSeconds(60), CancellationToken.None);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            await append;
        }

        Assert.True(allocated < 50_000, $"1,000 appends allocated {allocated} bytes");
    }
}
