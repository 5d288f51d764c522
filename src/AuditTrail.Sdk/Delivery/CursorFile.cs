using AuditTrail.Storage;
using AuditTrail.Trails;

namespace AuditTrail.Delivery;

/// <summary>The file <c>cursors/NAME.json</c>: a trail's progress as it was last saved.</summary>
internal sealed class CursorFile
{
    public const string Folder = "cursors";
    private const string Extension = ".json";

    private readonly IStorage _storage;
    private readonly string _name;

    public CursorFile(IStorage storage, string trail)
    {
        _storage = storage;
        Trail = trail;
        _name = $"{Folder}/{trail}{Extension}";
    }

    /// <summary>The trail's name as it is in file names.</summary>
    public string Trail { get; }

    /// <summary>The file of a trail whose name may have been written in other cases before: it is the same trail.</summary>
    public static CursorFile Of(IStorage storage, string trail) =>
        new(storage, TrailsIn(storage).FirstOrDefault(known => TrailName.Comparer.Equals(known, trail)) ?? trail);

    /// <summary>The trails that have a cursor.</summary>
    public static IEnumerable<string> TrailsIn(IStorage storage) => storage.List(Folder)
        .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
        .Select(name => name[..^Extension.Length]);

    public bool Exists => _storage.Exists(_name);

    /// <summary>The saved progress; null when there is none, or none that can be trusted.</summary>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public TrailProgress? Load() =>
        AtomicFile.Read(_storage, _name) is { } document && CursorDocument.TryRead(document, out var progress) ? progress : null;

    /// <summary>Durable when it returns.</summary>
    public void Save(TrailProgress progress) => AtomicFile.Replace(_storage, _name, CursorDocument.Write(progress));

    /// <summary>Keeps a damaged cursor for whoever wants to know what happened to it.</summary>
    public void SetAside()
    {
        if (Exists)
        {
            _storage.Rename(_name, _name + ".damaged");
        }
    }

    public void Delete()
    {
        _storage.Delete(_name);
        _storage.SyncDirectory(Folder);
    }
}
