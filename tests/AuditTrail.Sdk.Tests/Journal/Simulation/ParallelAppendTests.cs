using System.Buffers.Binary;
using System.Collections.Concurrent;
using AuditTrail.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>Callers on many threads, and a power loss while they append.</summary>
public sealed class ParallelAppendTests
{
    private const int Callers = 8;

    private static readonly JournalOptions Options = new() { SegmentBytes = 4096, MaxBytes = 16 << 20, ReserveBytes = 0 };

    [Fact]
    public async Task WhatAnyCallerWasToldIsThereInThatCallersOrder()
    {
        for (var seed = 1UL; seed <= (ulong)TestScale.Of(50, 300, 20_000); seed++)
        {
            await LosePowerWhileManyAppendAsync(seed);
        }
    }

    private static async Task LosePowerWhileManyAppendAsync(ulong seed)
    {
        var dice = new Dice(seed);
        var crashAt = dice.Between(12, 120);
        var disk = new SimulatedDisk(seed);
        var storage = disk.Mount(call => call.Number >= crashAt && call.Operation != StorageOperation.Read ? StorageFault.Crash : StorageFault.None);
        var acknowledged = new ConcurrentDictionary<long, byte[]>();
        var journal = AuditJournal.Open(storage, Options, TimeProvider.System, NullLogger.Instance);
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(journal, storage, caller, acknowledged))).ToArray();
        await Task.WhenAny(Task.WhenAll(callers), storage.Crashed);
        disk.LosePower();
        await journal.AbandonAsync();
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(60));

        await using var next = AuditJournal.Open(disk.Mount(), Options, TimeProvider.System, NullLogger.Instance);
        Assert.Empty(next.Recovery.Losses);
        using var reader = next.OpenReader(1);
        var counts = new int[Callers];
        Array.Fill(counts, -1);
        var expected = 1L;
        while (reader.TryRead(out var entry))
        {
            Assert.Equal(expected++, entry.Sequence);
            var payload = entry.Payload.ToArray();
            var caller = BinaryPrimitives.ReadInt32LittleEndian(payload);
            var count = BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(4));
            Assert.True(count == counts[caller] + 1, $"seed {seed}: caller {caller}'s {count} follows {counts[caller]}.");
            counts[caller] = count;
            if (acknowledged.TryRemove(entry.Sequence, out var told))
            {
                Assert.Equal(told, payload);
            }
        }

        Assert.True(acknowledged.IsEmpty, $"seed {seed}: {string.Join(' ', acknowledged.Keys)} were acknowledged and are not there.");
    }

    private static async Task CallAsync(AuditJournal journal, SimulatedStorage storage, int caller, ConcurrentDictionary<long, byte[]> acknowledged)
    {
        for (var i = 0; i < 40; i++)
        {
            var payload = new byte[8 + (i * 7 % 90)];
            BinaryPrimitives.WriteInt32LittleEndian(payload, caller);
            BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(4), i);
            var append = await journal.AppendAsync(
                payload, FrameKind.Event, FrameFlags.None, DateTimeOffset.UnixEpoch, AckLevel.Durable, TimeSpan.FromSeconds(60), CancellationToken.None);
            if (append.Outcome != AppendOutcome.Recorded)
            {
                return;
            }

            // Told before the crash or within it: the journal had the sync's answer in both cases.
            acknowledged[append.Sequence] = payload;
        }
    }
}
