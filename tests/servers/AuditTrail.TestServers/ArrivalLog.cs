using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.TestServers;

/// <summary>What a server has taken, in order, small enough for a million events: hashes of id and content, and the number that a test gave the event. Thread-safe.</summary>
public sealed class ArrivalLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Arrival> _byId = []; // under _gate, as all below
    private readonly List<long> _numbers = [];
    private readonly List<long> _offers = [];
    private readonly HashSet<UInt128> _offered = [];
    private int _duplicates;
    private int _conflicts;

    /// <summary>The numbers of what arrived, each at its first arrival. Events without a number are -1.</summary>
    public IReadOnlyList<long> Numbers => Read(_numbers);

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

    internal void Offer(string id, long number)
    {
        lock (_gate)
        {
            if (_offered.Add(Hash(Encoding.UTF8.GetBytes(id))))
            {
                _offers.Add(number);
            }
        }
    }

    internal void Add(string id, long number, ReadOnlySpan<byte> content)
    {
        var (key, hash) = (Hash(Encoding.UTF8.GetBytes(id)), Hash(content));
        lock (_gate)
        {
            ref var arrival = ref CollectionsMarshal.GetValueRefOrAddDefault(_byId, key, out var known);
            if (!known)
            {
                arrival = new Arrival(hash);
                _numbers.Add(number);
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

    private static UInt128 Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private List<long> Read(List<long> numbers)
    {
        lock (_gate)
        {
            return [.. numbers];
        }
    }

    private readonly record struct Arrival(UInt128 Content);
}
