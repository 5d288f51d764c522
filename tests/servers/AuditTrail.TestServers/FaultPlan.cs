namespace AuditTrail.TestServers;

/// <summary>Which request meets which fault, by a seed. Thread-safe.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly Random _random;                      // under _gate
    private readonly Dictionary<Fault, int> _counts = []; // under _gate
    private readonly Fault[] _kinds;
    private readonly double _share;
    private readonly double _hangs;

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
    }

    /// <summary>A server that works.</summary>
    public static FaultPlan None => new(0, share: 0, hangs: 0);

    /// <summary>A server that says nothing, ever.</summary>
    public static FaultPlan HangForEver => new(0, share: 1, hangs: 1);

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
            if (_share <= 0 || _random.NextDouble() >= _share)
            {
                return Fault.None;
            }

            var fault = _kinds.Length == 0 || _random.NextDouble() < _hangs ? Fault.Hang : _kinds[_random.Next(_kinds.Length)];
            _counts[fault] = _counts.GetValueOrDefault(fault) + 1;
            return fault;
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
}
