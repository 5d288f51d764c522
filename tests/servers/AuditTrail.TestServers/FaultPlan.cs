namespace AuditTrail.TestServers;

/// <summary>Which request meets which fault: each kind once in turn if that is asked for, then by a seed. Thread-safe.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly Random _random;                      // under _gate
    private readonly Dictionary<Fault, int> _counts = []; // under _gate
    private readonly Fault[] _kinds;
    private readonly double _share;
    private readonly double _hangs;
    private int _requests;                                // under _gate
    private int _turn;                                    // under _gate

    /// <param name="seed">The same seed, the same faults in the same order of requests.</param>
    /// <param name="share">The share of requests that meet a fault, 0 to 1.</param>
    /// <param name="hangs">The share of those that hang: each costs the client's time-out.</param>
    /// <param name="kinds">The other kinds, all alike often.</param>
    public FaultPlan(int seed, double share, double hangs, params Fault[] kinds)
    {
        _random = new Random(seed);
        _kinds = kinds;
        _share = share;
        _hangs = hangs;
        Kinds = [.. kinds, .. (ReadOnlySpan<Fault>)(hangs > 0 ? [Fault.Hang] : [])];
    }

    /// <summary>A server that works.</summary>
    public static FaultPlan None => new(0, share: 0, hangs: 0);

    /// <summary>A server that says nothing, ever.</summary>
    public static FaultPlan HangForEver => new(0, share: 1, hangs: 1);

    /// <summary>Every kind that this plan has.</summary>
    public IReadOnlyList<Fault> Kinds { get; }

    /// <summary>Until each kind has come once, every so manieth request meets the next one; 0 leaves all to the seed.</summary>
    public int TurnEvery { get; init; }

    /// <summary>How many requests pass before the turn begins: those that set up what others need.</summary>
    public int Calm { get; init; }

    /// <summary>How often which fault has come.</summary>
    public IReadOnlyDictionary<Fault, int> Counts
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<Fault, int>(_counts);
            }
        }
    }

    public override string ToString() => string.Join(", ", Counts.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}"));

    internal Fault Next()
    {
        lock (_gate)
        {
            var request = _requests++ - Calm;
            if (TurnEvery > 0 && _turn < Kinds.Count)
            {
                return request >= 0 && request % TurnEvery == TurnEvery - 1 ? Count(Kinds[_turn++]) : Fault.None;
            }

            if (_share <= 0 || _random.NextDouble() >= _share)
            {
                return Fault.None;
            }

            return Count(_kinds.Length == 0 || _random.NextDouble() < _hangs ? Fault.Hang : _kinds[_random.Next(_kinds.Length)]);
        }
    }

    /// <summary>Whether this entry of a request that is taken in part is refused.</summary>
    internal bool RefusesEntry()
    {
        lock (_gate)
        {
            return _random.Next(4) == 0;
        }
    }

    private Fault Count(Fault fault)
    {
        _counts[fault] = _counts.GetValueOrDefault(fault) + 1;
        return fault;
    }
}
