using System.Text.Json;
using AuditTrail.Storage;
using AuditTrail.Trails;

namespace AuditTrail.Delivery;

/// <summary>The file <c>trails.json</c>: which trails exist and in which epoch, so that a lost cursor is not taken for a new trail.</summary>
internal sealed class TrailRegister
{
    private const string Name = "trails.json";

    private readonly IStorage _storage;
    private readonly SortedDictionary<string, Entry> _entries = new(TrailName.Comparer);

    private TrailRegister(IStorage storage) => _storage = storage;

    /// <summary>False when there is no register that can be read: then nobody knows which trails there were.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>The trails that exist, whether or not they are set up at present.</summary>
    public IEnumerable<string> Trails => _entries.Where(entry => !entry.Value.Released).Select(entry => entry.Key);

    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public static TrailRegister Load(IStorage storage)
    {
        var register = new TrailRegister(storage);
        if (AtomicFile.Read(storage, Name) is { } document && SealedDocument.TryOpen(document, Read, out var entries) && entries is not null)
        {
            register.IsKnown = true;
            foreach (var (trail, entry) in entries)
            {
                register._entries[trail] = entry;
            }
        }

        return register;
    }

    public bool Contains(string trail) => _entries.TryGetValue(trail, out var entry) && !entry.Released;

    /// <summary>The highest epoch that a trail of this name ever had; 0 when there was none.</summary>
    public long EpochOf(string trail) => _entries.TryGetValue(trail, out var entry) ? entry.Epoch : 0;

    public void Set(string trail, long epoch) => _entries[trail] = new Entry(epoch, Released: false);

    /// <summary>Forgets the trail but for its epoch: a later one of this name must not use its numbers again.</summary>
    public void Release(string trail, long epoch) => _entries[trail] = new Entry(epoch, Released: true);

    /// <summary>Durable when it returns.</summary>
    public void Save()
    {
        AtomicFile.Replace(_storage, Name, SealedDocument.Seal(Write));
        IsKnown = true;
    }

    private static List<KeyValuePair<string, Entry>> Read(JsonElement content) =>
        [.. content.GetProperty("trails").EnumerateObject().Select(trail => KeyValuePair.Create(
            trail.Name,
            new Entry(trail.Value.GetProperty("epoch").GetInt64(), trail.Value.GetProperty("released").GetBoolean())))];

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("trails");
        foreach (var (trail, entry) in _entries)
        {
            writer.WriteStartObject(trail);
            writer.WriteNumber("epoch", entry.Epoch);
            writer.WriteBoolean("released", entry.Released);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private readonly record struct Entry(long Epoch, bool Released);
}
