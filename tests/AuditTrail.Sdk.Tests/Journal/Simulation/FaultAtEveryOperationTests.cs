using System.Collections.Concurrent;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>A fixed workload in which every call to the disk fails in its turn: once, seven times, or for ever from there on.</summary>
public sealed class FaultAtEveryOperationTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(nameof(StorageFault.InputOutput), 1)]
    [InlineData(nameof(StorageFault.InputOutput), 7)]
    [InlineData(nameof(StorageFault.InputOutput), int.MaxValue)]
    [InlineData(nameof(StorageFault.NoSpace), 1)]
    [InlineData(nameof(StorageFault.NoSpace), 7)]
    [InlineData(nameof(StorageFault.NoSpace), int.MaxValue)]
    public async Task NothingHangsAndNothingIsAcknowledgedFalselyWhenAnyOneCallFails(string faultName, int times)
    {
        var fault = Enum.Parse<StorageFault>(faultName);
        var undisturbed = new FaultWorkload(1, 0);
        await undisturbed.RunAsync(_ => StorageFault.None);
        var findings = new ConcurrentBag<string>();
        var (recorded, refused, late, notOpened) = (0, 0, 0, 0);
        await Parallel.ForAsync(1, undisturbed.Calls + 1, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (n, _) =>
        {
            for (var seed = 1UL; seed <= (ulong)TestScale.Of(1, 2, 30); seed++)
            {
                var workload = new FaultWorkload(seed, times == int.MaxValue ? 5 : 5_000);
                StorageCall? hit = null;
                try
                {
                    await workload.RunAsync(call => Judge(call, n, times, fault, ref hit));
                    Check(workload, n, times);
                }
                catch (Exception exception)
                {
                    findings.Add($"call {n} ({hit}), seed {seed}: {(exception is InvariantBrokenException ? exception.Message : exception)}");
                }

                Interlocked.Add(ref recorded, workload.Recorded);
                Interlocked.Add(ref refused, workload.Refused);
                Interlocked.Add(ref late, workload.Late);
                Interlocked.Add(ref notOpened, workload.Opened ? 0 : 1);
            }
        });

        output.WriteLine($"{fault} x {times}: {undisturbed.Calls} calls; recorded {recorded}, refused {refused}, late {late}, not opened {notOpened}");
        Assert.True(findings.IsEmpty, $"{findings.Count} findings\n{string.Join('\n', findings.Order(StringComparer.Ordinal).Take(10))}");
    }

    private static StorageFault Judge(StorageCall call, int n, int times, StorageFault fault, ref StorageCall? hit)
    {
        if (call.Operation == StorageOperation.Read || call.Number < n || call.Number - n >= times)
        {
            return StorageFault.None;
        }

        hit ??= call;
        return fault;
    }

    private static void Check(FaultWorkload workload, int n, int times)
    {
        if (!workload.Opened)
        {
            return;
        }

        if (times != int.MaxValue && workload.CallsBeforeLast >= n + times && !workload.LastIsThere)
        {
            throw new InvariantBrokenException(Invariant.Liveness, $"the failures are over, and the journal still does not record: {workload.Last}");
        }

        if (!workload.LastIsThere && workload.Problem is null)
        {
            throw new InvariantBrokenException(Invariant.I12, $"the last append is {workload.Last}, and the status knows of no problem.");
        }
    }
}
