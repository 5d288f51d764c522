using AuditTrail.Journal;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal;

public sealed class ReaderTests
{
    public static TheoryData<string> Kinds => StorageUnderTest.Kinds;

    [Fact]
    public async Task AReaderNeverSeesWhatIsNotDurable()
    {
        var storage = new FailingStorage(new MemoryStorage());
        await using var journal = storage.Open(time: new ManualTimeProvider());
        await journal.AppendManyAsync(3);
        storage.Fault = static (what, _) => what == "sync" ? FailingStorage.Eio : null;
        var written = await journal.AppendAsync("4", AckLevel.Written);

        Assert.Equal(AppendOutcome.Recorded, written.Outcome);
        Assert.Equal(3, journal.DurableSequence);
        Assert.Equal(JournalCalls.Numbers(1, 3), journal.ReadAll());
        await journal.AbandonAsync();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ReadingWhileWritingReturnsEachEntryOnceInOrder(string kind)
    {
        using var on = new StorageUnderTest(kind);
        await using var journal = on.Storage.Open(JournalCalls.Small with { SegmentBytes = 32 << 10 });
        const int count = 3000;
        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= count; i++)
            {
                await journal.AppendAsync(JournalCalls.PayloadOf(i), i % 50 == 0 ? AckLevel.Durable : AckLevel.Accepted);
            }
        });

        using var reader = journal.OpenReader(1);
        for (var next = 1; next <= count;)
        {
            await journal.WaitForDurableAsync(next - 1, CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
            while (reader.TryRead(out var entry))
            {
                Assert.Equal((FrameKind.Event, next), (entry.Kind, (int)entry.Sequence));
                next++;
            }
        }

        await writing;
    }

    [Fact]
    public async Task AReaderGoesToAnySequenceAndBack()
    {
        await using var journal = new MemoryStorage().Open();
        await journal.AppendManyAsync(100);
        using var reader = journal.OpenReader(90);

        foreach (var sequence in (int[])[90, 5, 6, 99, 1, 100, 50, 51])
        {
            reader.Seek(sequence);
            Assert.True(reader.TryRead(out var entry));
            Assert.Equal(sequence, entry.Sequence);
        }

        reader.Seek(101);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public async Task GoingBackDoesNotReadTheSegmentFromItsStart()
    {
        var storage = new FailingStorage(new MemoryStorage());
        await using var journal = storage.Open(JournalCalls.Small with { SegmentBytes = 8 << 20 });
        for (var i = 1; i < 4000; i++)
        {
            await journal.AppendAsync(JournalCalls.PayloadOf(i, 600), AckLevel.Accepted);
        }

        await journal.AppendAsync(JournalCalls.PayloadOf(4000, 600));
        using var reader = journal.OpenReader(1);
        while (reader.TryRead(out _))
        {
        }

        var reads = 0;
        storage.Fault = (what, _) =>
        {
            reads += what == "read" ? 1 : 0;
            return null;
        };
        foreach (var sequence in (int[])[3950, 2000, 3950, 70, 71, 3999, 1])
        {
            reads = 0;
            reader.Seek(sequence);
            Assert.True(reader.TryRead(out var entry));
            Assert.Equal(sequence, entry.Sequence);
            Assert.True(reads <= 3, $"{reads} reads for entry {sequence} of 4,000");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ASegmentThatSomebodyDeletesWhileTheJournalIsOpenIsALoss(string kind)
    {
        using var on = new StorageUnderTest(kind);
        await using var journal = on.Storage.Open();
        await journal.AppendManyAsync(60);
        on.Storage.Delete(on.Storage.SegmentNames()[1]);

        var read = journal.ReadAll();

        var loss = Assert.Single(journal.Losses);
        Assert.Equal([.. JournalCalls.Numbers(1, loss.From - 1), $"lost {loss.From}-{loss.To}", .. JournalCalls.Numbers(loss.To + 1, 60)], read);
    }

    [Fact]
    public async Task DamageInTheSegmentThatIsBeingWrittenLosesOnlyWhatWasHit()
    {
        var storage = new MemoryStorage();
        await using var journal = storage.Open(JournalCalls.Small with { SegmentBytes = 1 << 20 });
        await journal.AppendManyAsync(10);
        using (var file = storage.Open(storage.SegmentNames()[0], writable: true))
        {
            file.Write("xx"u8, 128 + (9 * 152) + 20);
        }

        Assert.Equal([.. JournalCalls.Numbers(1, 9), "lost 10-10"], journal.ReadAll());
        using var reader = journal.OpenReader(10);
        Assert.True(reader.TryRead(out var lost) && lost.IsLost);
        await journal.AppendManyAsync(2);
        Assert.True(reader.TryRead(out var next));
        Assert.Equal(11, next.Sequence);
        Assert.Equal([.. JournalCalls.Numbers(1, 9), "lost 10-10", "11", "12"], journal.ReadAll());
        Assert.Single(journal.Losses);
    }

    [Fact]
    public async Task AReaderThatSkipsAnEntryWhosePayloadWasCutShortReturnsEveryWholeEntryBehindIt()
    {
        // Frames of 152 bytes: 512 bytes go, from inside the third to inside the sixth, so that the seventh begins before the third's header says that it ends.
        var storage = new MemoryStorage();
        await using var journal = storage.Open();
        await journal.AppendManyAsync(20);
        var segment = storage.SegmentNames()[0];
        var bytes = storage.ReadBytes(segment);
        const int cut = SegmentHeader.Size + (2 * 152) + 60;
        bytes.AsSpan(cut + 512).CopyTo(bytes.AsSpan(cut));
        storage.WriteBytes(segment, bytes);

        Assert.Equal(["lost 5-6", .. JournalCalls.Numbers(7, 20)], journal.ReadAll(from: 5));
    }

    [Fact]
    public async Task KindFlagsAndTimeComeBack()
    {
        await using var journal = new MemoryStorage().Open();
        var time = new DateTimeOffset(1999, 12, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(7);
        await journal.AppendAsync("m"u8, FrameKind.Marker, FrameFlags.ReadOnly | FrameFlags.DataEvent, time, AckLevel.Durable, TimeSpan.FromSeconds(60), CancellationToken.None);

        using var reader = journal.OpenReader(1);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal((FrameKind.Marker, FrameFlags.ReadOnly | FrameFlags.DataEvent, time), (entry.Kind, entry.Flags, entry.Time));
        Assert.Equal("m"u8.ToArray(), entry.Payload.ToArray());
    }

    [Fact]
    public async Task TheWallClockMayGoBackwards()
    {
        var storage = new MemoryStorage();
        var time = new ManualTimeProvider();
        await using (var journal = storage.Open(time: time))
        {
            for (var i = 1; i <= 60; i++)
            {
                time.SetWallClock(time.GetUtcNow().AddDays(i % 2 == 0 ? 400 : -800));
                await journal.AppendAsync(JournalCalls.PayloadOf(i));
            }

            await journal.AbandonAsync();
        }

        time.SetWallClock(DateTimeOffset.UnixEpoch.AddYears(-30));
        await using var again = storage.Open(time: time);
        Assert.Equal(JournalCalls.Numbers(1, 60), again.ReadAll());
        Assert.True(storage.SegmentNames().Count > 2);
    }

    [Fact]
    public async Task AWaitForDurableEntriesEndsWithTheJournal()
    {
        var journal = new MemoryStorage().Open();
        var waiting = journal.WaitForDurableAsync(5, CancellationToken.None).AsTask();
        await journal.CloseAsync(CancellationToken.None);
        await Assert.ThrowsAsync<JournalException>(() => waiting);
    }
}
