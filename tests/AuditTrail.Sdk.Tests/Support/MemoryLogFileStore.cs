using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AuditTrail.Archive;

namespace AuditTrail.Tests.Support;

/// <summary>A bucket in memory that tests may also damage.</summary>
internal sealed class MemoryLogFileStore : ILogFileStore
{
    private readonly ConcurrentDictionary<string, (byte[] Content, IReadOnlyDictionary<string, string> Metadata)> _objects = new(StringComparer.Ordinal);

    public string Location { get; init; } = "memory";

    public IReadOnlyList<string> Keys => [.. _objects.Keys.OrderBy(static key => key, Comparer<string>.Create(CompareUtf8))];

    /// <summary>Called before a file is opened: may throw what a store throws.</summary>
    public Action<string> OnOpen { get; set; } = static _ => { };

    public byte[] this[string key]
    {
        get => _objects[key].Content;
        set => _objects[key] = (value, MetadataOf(key));
    }

    public IReadOnlyDictionary<string, string> MetadataOf(string key) =>
        _objects.TryGetValue(key, out var found) ? found.Metadata : new Dictionary<string, string>(StringComparer.Ordinal);

    public void SetMetadata(string key, IReadOnlyDictionary<string, string> metadata) => _objects[key] = (_objects[key].Content, metadata);

    public void Remove(string key) => _objects.Remove(key, out _);

    /// <summary>Renames an object, its metadata with it.</summary>
    public void Move(string from, string to)
    {
        _objects.Remove(from, out var moved);
        _objects[to] = moved;
    }

    /// <summary>Exchanges two objects, their metadata with them.</summary>
    public void Swap(string one, string other) => (_objects[one], _objects[other]) = (_objects[other], _objects[one]);

    public MemoryLogFileStore Clone()
    {
        var clone = new MemoryLogFileStore { Location = Location };
        foreach (var (key, value) in _objects)
        {
            clone._objects[key] = value;
        }

        return clone;
    }

    public ValueTask<PutOutcome> PutIfAbsentAsync(LogFileUpload upload, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        using (var source = upload.OpenContent())
        {
            source.CopyTo(content);
        }

        return new(_objects.TryAdd(upload.Key, (content.ToArray(), upload.Metadata)) ? PutOutcome.Created : PutOutcome.Exists);
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || CompareUtf8(key, after) > 0)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new StoredObject(key, _objects[key].Content.Length);
        }

        await Task.CompletedTask;
    }

    public ValueTask<LogFileContent?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        OnOpen(key);
        return new(_objects.TryGetValue(key, out var found) ? new LogFileContent(new MemoryStream(found.Content, writable: false), found.Metadata) : null);
    }

    /// <summary>The order of UTF-8: that of UTF-16 but for surrogates, which come last.</summary>
    private static int CompareUtf8(string left, string right)
    {
        var at = left.AsSpan().CommonPrefixLength(right);
        return at == left.Length || at == right.Length ? left.Length - right.Length : Rank(left[at]) - Rank(right[at]);
    }

    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
