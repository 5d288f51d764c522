using System.Text.Json;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.TestServers;

namespace AuditTrail.Aws.Tests.Load;

/// <summary>Records many events for one faulty server and proves what arrived: each once at least, in order, as it was recorded, poison in the dead letters and nothing else.</summary>
internal sealed class LoadProof
{
    private const string Trail = "load";

    /// <summary>Faults of all kinds, each once before the seed decides; those that hang cost a time-out each.</summary>
    public static FaultPlan Faults(double share, int turnEvery, int calm = 0, params Fault[] more) => new(
        seed: 20261129, share, hangs: 0.05,
        [Fault.Throttling, Fault.RetryAfter, Fault.InternalError, Fault.Unavailable, Fault.CutBeforeReading, Fault.CutAfterAcceptance, .. more])
    {
        TurnEvery = turnEvery,
        Calm = calm,
    };

    /// <summary>How many are recorded.</summary>
    public int Events { get; init; } = TestScale.Of(5_000, 100_000, 1_000_000);

    /// <summary>One event in so many is poison; an odd number, so that poison is of even and odd numbers.</summary>
    public int PoisonEvery { get; init; } = 997;

    /// <summary>What a run needs to know of its server.</summary>
    public required ArrivalLog Arrivals { get; init; }

    public required RuleBook Broken { get; init; }

    public required FaultPlan Plan { get; init; }

    public required Func<(long Requests, long Bytes)> Wire { get; init; }

    /// <summary>What the server has to have read of a record.</summary>
    public Func<JsonElement, UInt128> Print { get; init; } = RecordPrint.Of;

    /// <summary>The rules that poison breaks; no other may be.</summary>
    public string[] PoisonRules { get; init; } = [];

    /// <summary>A part of the reason that stands with a poison event, by its number.</summary>
    public required Func<long, string> PoisonReason { get; init; }

    /// <summary>Whether a server may take a later event of a request before an earlier one.</summary>
    public bool TakesOneByOne { get; init; }

    public bool IsPoison(int number) => number % PoisonEvery == 500;

    public async Task RunAsync(LoadedHost host, Action<int>? before = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        host.Recorded.Print = Print;
        await host.StartAsync();
        await host.RecordAsync(0, Events, IsPoison, before);
        var recorded = TimeProvider.System.GetElapsedTime(started);
        await host.DeliveredAsync(Trail);
        await host.DeliveredAsync(RecordedEvents.Trail);
        var took = TimeProvider.System.GetElapsedTime(started);
        var status = host.Trail(Trail);
        await host.StopAsync();

        var letters = host.DeadLetters(Trail);
        var (requests, bytes) = Wire();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Events:N0} events, recorded in {recorded.TotalSeconds:0.0} s, delivered after {took.TotalSeconds:0.0} s ({Events / took.TotalSeconds:N0} a second); "
            + $"{requests:N0} requests, {bytes / (double)Events:0} bytes an event; faults: {Plan}; {Arrivals.Duplicates:N0} events came again with the same content, {Arrivals.Conflicts} with another; "
            + $"{letters.Count} dead letters; {Broken}");

        var good = Enumerable.Range(0, Events).Where(number => !IsPoison(number)).Select(number => (long)number).ToList();
        var poison = Enumerable.Range(0, Events).Where(IsPoison).Select(number => (long)number).ToList();
        var arrived = Arrivals.Numbers.Where(number => number >= 0).ToList();
        Assert.Equal(good, TakesOneByOne ? arrived.Order() : arrived);
        if (TakesOneByOne)
        {
            Assert.Equal(Enumerable.Range(0, Events).Select(number => (long)number), Arrivals.Offers.Where(number => number >= 0));
        }

        AssertContents(host.Recorded);
        Assert.Equal((0, 0), (Arrivals.Conflicts, Arrivals.Renamed));
        Assert.Equal(poison, letters.Select(letter => letter.Number));
        Assert.All(letters, letter => Assert.Contains(PoisonReason(letter.Number), letter.Reason, StringComparison.Ordinal));
        Assert.Equal((0, letters.Count), (status.Pending, (int)status.DeadLettered));
        Assert.Equal(PoisonRules.Order(StringComparer.Ordinal), Broken.Broken.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Plan.Kinds.Order(), Plan.Counts.Keys.Order());
    }

    private void AssertContents(RecordedEvents recorded)
    {
        Assert.Equal(Events, recorded.Prints.Count);
        var changed = Arrivals.Numbers.Zip(Arrivals.Prints).Where(pair => pair.First >= 0 && recorded.Prints[pair.First] != pair.Second).Select(pair => pair.First).ToList();
        Assert.True(changed.Count == 0, $"{changed.Count} events did not arrive as they were recorded; the first: {changed.FirstOrDefault()}");
    }
}
