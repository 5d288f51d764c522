using AuditTrail.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>What must stay small, single or finite whatever happens.</summary>
public sealed class JournalBoundsTests
{
    [Fact]
    public async Task I11ManyKillsDoNotFillTheDirectoryWhenEverythingIsReleased()
    {
        var disk = new SimulatedDisk(7);
        var options = new JournalOptions { SegmentBytes = 64 << 10, MaxBytes = 1 << 20, ReserveBytes = 4096 };
        for (var life = 0; life < 200; life++)
        {
            var journal = AuditJournal.Open(disk.Mount(), options, new SimulatedClock(), NullLogger.Instance);
            journal.Release(journal.DurableSequence);
            Assert.Equal(AppendOutcome.Recorded, (await AppendAsync(journal)).Outcome);
            disk.Kill();
            await journal.DisposeAsync();
        }

        await using var last = AuditJournal.Open(disk.Mount(), options, new SimulatedClock(), NullLogger.Instance);
        Assert.Equal(200, last.DurableSequence);
        Assert.InRange(disk.Files().Count, 1, 20);
        Assert.InRange(disk.Used(), 1, 64 << 10);
    }

    [Fact]
    public async Task I11ManyKillsDoNotEatTheBudgetWithEmptySpaceWhenNothingIsReleased()
    {
        var disk = new SimulatedDisk(8);
        var options = new JournalOptions { SegmentBytes = 64 << 10, MaxBytes = 1 << 20, ReserveBytes = 4096 };
        for (var life = 0; life < 200; life++)
        {
            var journal = AuditJournal.Open(disk.Mount(), options, new SimulatedClock(), NullLogger.Instance);
            var append = await AppendAsync(journal);
            Assert.True(append.Outcome == AppendOutcome.Recorded, $"life {life}: {append}");
            disk.Kill();
            await journal.DisposeAsync();
        }

        await using var last = AuditJournal.Open(disk.Mount(), options, new SimulatedClock(), NullLogger.Instance);
        Assert.Equal((1, 200), (last.OldestSequence, last.DurableSequence));
    }

    [Fact]
    public async Task I10ASecondWriterIsKeptOut()
    {
        var disk = new SimulatedDisk(9);
        var storage = disk.Mount();
        var options = new JournalOptions { SegmentBytes = 4096, MaxBytes = 1 << 20, ReserveBytes = 0, LockTimeout = TimeSpan.Zero };
        await using var first = AuditJournal.Open(storage, options, TimeProvider.System, NullLogger.Instance);

        Assert.Throws<JournalException>(() => AuditJournal.Open(storage, options, TimeProvider.System, NullLogger.Instance));
    }

    [Fact]
    public async Task I13AnyBytesInADirectoryEndInAnOpenJournalOrInAClearError()
    {
        var dice = new Dice(13);
        for (var round = 0; round < TestScale.Of(100, 500, 50_000); round++)
        {
            var disk = new SimulatedDisk((ulong)round);
            foreach (var name in (string[])["HEAD", "GAPS", "seg-00000000000000000001.atj", "seg-00000000000000000002.atj", "seg-00000000000000000003.tmp", "RESERVE"])
            {
                var bytes = new byte[dice.Below(3000)];
                dice.Fill(bytes);
                if (dice.Chance(50) && bytes.Length > 200)
                {
                    "ATJSEG01"u8.CopyTo(bytes);
                    "ATR\x01"u8.CopyTo(bytes.AsSpan(128));
                }

                disk.Put(name, bytes);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var journal = AuditJournal.Open(
                    disk.Mount(), new JournalOptions { SegmentBytes = 4096, MaxBytes = 1 << 20, ReserveBytes = 0 }, new SimulatedClock(), NullLogger.Instance);
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
                Assert.Equal(AppendOutcome.Recorded, (await AppendAsync(journal)).Outcome);
                await journal.DisposeAsync();
            }
            catch (JournalException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    [Fact]
    public async Task I15AWallClockThatGoesBackwardsBreaksNothing()
    {
        var disk = new SimulatedDisk(15);
        var clock = new SimulatedClock();
        var options = new JournalOptions { SegmentBytes = 1024, MaxBytes = 1 << 20, ReserveBytes = 0 };
        for (var life = 0; life < 20; life++)
        {
            await using var journal = AuditJournal.Open(disk.Mount(), options, clock, NullLogger.Instance);
            for (var i = 0; i < 10; i++)
            {
                clock.Jump(TimeSpan.FromDays(-30));
                Assert.Equal((life * 10) + i + 1, (await AppendAsync(journal)).Sequence);
            }
        }

        await using var last = AuditJournal.Open(disk.Mount(), options, clock, NullLogger.Instance);
        using var reader = last.OpenReader(1);
        for (var sequence = 1; sequence <= 200; sequence++)
        {
            Assert.True(reader.TryRead(out var entry));
            Assert.Equal(sequence, entry.Sequence);
        }
    }

    private static async Task<AppendResult> AppendAsync(AuditJournal journal) => await journal.AppendAsync(
        new byte[100], FrameKind.Event, FrameFlags.None, DateTimeOffset.UnixEpoch, AckLevel.Durable, TimeSpan.FromSeconds(30), CancellationToken.None);
}
