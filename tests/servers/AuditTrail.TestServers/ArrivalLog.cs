using System.Runtime.InteropServices;
using System.Text;

namespace AuditTrail.TestServers;

/// <summary>What a server has taken, in order, small enough for a million events: hashes of id and content, and the number that a test gave the event. Thread-safe.</summary>
public sealed class ArrivalLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Arrival> _byId = []; // under _gate, as all below
    private readonly Dictionary<UInt128, UInt128> _idByContent = [];
    private readonly List<long> _numbers = [];
    private readonly List<UInt128> _prints = [];
    private readonly List<long> _offers = [];
    private readonly HashSet<UInt128> _offered = [];
    private int _duplicates;
    private int _conflicts;
    private int _renamed;

    /// <summary>The numbers of what arrived, each at its first arrival. Events without a number are -1.</summary>
    public IReadOnlyList<long> Numbers => Read(_numbers);

    /// <summary>What each of the numbers' events said, as <see cref="RecordPrint"/> has it, at the same place.</summary>
    public IReadOnlyList<UInt128> Prints => Read(_prints);

    /// <summary>The numbers of what was offered and answered one by one, taken or not, each at its first offer.</summary>
    public IReadOnlyList<long> Offers => Read(_offers);

    /// <summary>How many different events arrived.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byId.Count;
            }
        }
    }

    /// <summary>How often an event came that was here already, with the same content.</summary>
    public int Duplicates
    {
        get
        {
            lock (_gate)
            {
                return _duplicates;
            }
        }
    }

    /// <summary>How often an id came again with other content.</summary>
    public int Conflicts
    {
        get
        {
            lock (_gate)
            {
                return _conflicts;
            }
        }
    }

    /// <summary>How often a content came again under another id.</summary>
    public int Renamed
    {
        get
        {
            lock (_gate)
            {
                return _renamed;
            }
        }
    }

    internal void Offer(string id, long number)
    {
        lock (_gate)
        {
            if (_offered.Add(RecordPrint.Hash(Encoding.UTF8.GetBytes(id))))
            {
                _offers.Add(number);
            }
        }
    }

    internal void Add(string id, long number, ReadOnlySpan<byte> content, UInt128 print)
    {
        var (key, hash) = (RecordPrint.Hash(Encoding.UTF8.GetBytes(id)), RecordPrint.Hash(content));
        lock (_gate)
        {
            if (!_idByContent.TryAdd(hash, key) && _idByContent[hash] != key)
            {
                _renamed++;
            }

            ref var arrival = ref CollectionsMarshal.GetValueRefOrAddDefault(_byId, key, out var known);
            if (!known)
            {
                arrival = new Arrival(hash);
                _numbers.Add(number);
                _prints.Add(print);
            }
            else if (arrival.Content == hash)
            {
                _duplicates++;
            }
            else
            {
                _conflicts++;
            }
        }
    }

    private List<T> Read<T>(List<T> all)
    {
        lock (_gate)
        {
            return [.. all];
        }
    }

    private readonly record struct Arrival(UInt128 Content);
}
