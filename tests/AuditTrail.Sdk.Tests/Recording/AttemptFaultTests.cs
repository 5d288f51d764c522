using System.Collections.Concurrent;
using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Recording;
using AuditTrail.Tests.Journal.Simulation;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Recording;

/// <summary>Whatever the disk does: a handler that runs only when its attempt is recorded is in the journal, and after a crash each deed has exactly one ending.</summary>
public sealed class AttemptFaultTests(ITestOutputHelper output)
{
    private const int Requests = 6;

    private static readonly JournalOptions Options = new() { SegmentBytes = 2048, MaxBytes = 1 << 20, ReserveBytes = 4096 };

    // The real clock is in it, for waits and pauses of the journal: short, so that what is late is late soon.
    private static readonly RecordOptions Attempt = new() { Phase = RecordPhase.Attempt, OnFailure = RecordFailurePolicy.Continue, WaitLimit = TimeSpan.FromMilliseconds(60) };
    private static readonly RecordOptions Outcome = Attempt with { Phase = RecordPhase.Outcome };

    [Theory]
    [InlineData(nameof(StorageFault.InputOutput), 1)]
    [InlineData(nameof(StorageFault.InputOutput), int.MaxValue)]
    [InlineData(nameof(StorageFault.NoSpace), 3)]
    [InlineData(nameof(StorageFault.NoSpace), int.MaxValue)]
    [InlineData(nameof(StorageFault.Crash), int.MaxValue)]
    public async Task AHandlerThatRanHasItsAttemptInTheJournalWhicheverCallToTheDiskFails(string faultName, int times)
    {
        var fault = Enum.Parse<StorageFault>(faultName);
        var calls = (await RunAsync(1, _ => StorageFault.None)).Calls;
        var findings = new ConcurrentBag<string>();
        var (ran, unrun) = (0, 0);
        await Parallel.ForAsync(1, calls + 1, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount * 4 }, async (n, _) =>
        {
            if (n % TestScale.Of(4, 1, 1) != 0)
            {
                return;
            }

            try
            {
                var life = await RunAsync((ulong)n, call => call.Operation == StorageOperation.Read || call.Number < n || call.Number - n >= times ? StorageFault.None : fault);
                Interlocked.Add(ref ran, life.Ran);
                Interlocked.Add(ref unrun, life.Unrun);
            }
            catch (Exception exception)
            {
                findings.Add($"call {n}: {exception.Message}");
            }
        });

        output.WriteLine($"{fault} x {times} at each of {calls} calls: {ran} handlers ran, {unrun} did not");
        Assert.True(findings.IsEmpty, $"{findings.Count} findings\n{string.Join('\n', findings.Order(StringComparer.Ordinal).Take(10))}");
        Assert.True(ran > 0);
        Assert.True(times == 1 || unrun > 0, "a fault that lasts must have kept a handler from running, or this test sees nothing");
    }

    /// <summary>Requests one after the other, the last of which dies inside its handler with the power; then a start on a disk that works.</summary>
    private static async Task<(int Calls, int Ran, int Unrun)> RunAsync(ulong seed, Func<StorageCall, StorageFault> faults)
    {
        var disk = new SimulatedDisk(seed);
        var storage = disk.Mount(faults);
        var ran = new List<string>();
        var unrun = 0;
        try
        {
            await using var rig = new RecorderRig(storage, Options);
            for (var request = 0; request < Requests; request++)
            {
                var id = Guid.NewGuid();
                if ((await rig.Recorder.RecordAsync(RecorderRig.Refund(request).SharedId(id), Attempt)).Outcome != RecordOutcome.Recorded)
                {
                    unrun++;
                    continue;
                }

                ran.Add(id.ToString());
                if (request < Requests - 1)
                {
                    await rig.Recorder.RecordAsync(RecorderRig.Refund(request).SharedId(id), Outcome);
                }
            }

            disk.LosePower();
            await rig.KillAsync();
        }
        catch (IOException) when (ran.Count == 0 && storage.Faults > 0)
        {
            // It could not even be opened: nothing ran.
            unrun += Requests;
            disk.LosePower();
        }

        await CheckAsync(disk, ran);
        return (storage.Calls, ran.Count, unrun);
    }

    private static async Task CheckAsync(SimulatedDisk disk, List<string> ran)
    {
        await using var next = new RecorderRig(disk.Mount(), Options);
        await next.AttemptsAreSearchedAsync();
        var announced = new HashSet<string>(StringComparer.Ordinal);
        var ended = new List<string>();
        using var reader = next.Journal.OpenReader(1);
        while (reader.TryRead(out var entry))
        {
            if ((entry.Flags & (FrameFlags.Attempt | FrameFlags.Outcome)) != FrameFlags.None && SharedIdReader.Read(entry.Payload.Span) is { } id)
            {
                if (entry.Flags.HasFlag(FrameFlags.Attempt))
                {
                    announced.Add(id);
                }
                else
                {
                    ended.Add(id);
                }
            }
        }

        Assert.Empty(ran.Except(announced, StringComparer.Ordinal));
        Assert.Equal(announced.Order(StringComparer.Ordinal), ended.Order(StringComparer.Ordinal));
    }
}
