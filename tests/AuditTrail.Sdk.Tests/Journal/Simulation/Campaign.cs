using System.Collections.Concurrent;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>Many histories at once, each from its own seed.</summary>
internal sealed class Campaign
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<InvariantBrokenException> _broken = new();
    private readonly Lock _gate = new();

    private Campaign()
    {
    }

    public SimulationTotals Totals { get; } = new();

    public TimeSpan Took { get; private set; }

    public int SeedsThatFailed => _broken.Count;

    /// <summary>Runs seeds 1 to <paramref name="seeds"/>, or the one that is replayed.</summary>
    /// <param name="seeds">How many.</param>
    /// <param name="history">One history; what it throws is a finding.</param>
    public static async Task<Campaign> RunAsync(int seeds, Func<ulong, Task<SimulationTotals>> history)
    {
        var campaign = new Campaign();
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();

        // The order of an idle writer's chores and the next append is the scheduler's: a replay gives it some chances.
        var chosen = SimulationReplay.Seed is { } only ? Enumerable.Repeat(only, 100) : Enumerable.Range(1, seeds).Select(seed => (ulong)seed);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(chosen, options, async (seed, _) => await campaign.TryAsync(seed, history));
        campaign.Took = System.Diagnostics.Stopwatch.GetElapsedTime(begun);
        return campaign;
    }

    /// <summary>Fails with the first histories that broke one of <paramref name="invariants"/>; without any, of all.</summary>
    public void AssertHolds(params Invariant[] invariants)
    {
        var broken = _broken.Where(b => invariants.Length == 0 || invariants.Contains(b.Invariant)).ToList();
        if (broken.Count > 0)
        {
            Assert.Fail($"{broken.Count} of {Totals.Seeds + _broken.Count} histories; set AUDITTRAIL_SIMULATION_SEED to replay one.\n{string.Join("\n\n", broken.Take(3).Select(b => b.Message))}");
        }
    }

    public override string ToString() => $"{Totals}; {Took.TotalSeconds.ToString("F1", System.Globalization.CultureInfo.InvariantCulture)} s";

    private async Task TryAsync(ulong seed, Func<ulong, Task<SimulationTotals>> history)
    {
        try
        {
            var totals = await history(seed).WaitAsync(Longest);
            lock (_gate)
            {
                Totals.Add(totals);
            }
        }
        catch (InvariantBrokenException broken)
        {
            _broken.Enqueue(broken);
        }
        catch (TimeoutException)
        {
            _broken.Enqueue(new InvariantBrokenException(Invariant.Liveness, $"seed {seed} does not end."));
        }
    }
}
