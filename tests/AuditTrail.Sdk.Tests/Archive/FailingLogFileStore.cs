using System.Runtime.CompilerServices;
using System.Text;
using AuditTrail.Archive;

namespace AuditTrail.Tests.Archive;

/// <summary>A bucket in memory that fails as a test says: before a put, or after it, when only the answer is lost.</summary>
internal sealed class FailingLogFileStore : ILogFileStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (byte[] Content, IReadOnlyDictionary<string, string> Metadata)> _objects =
        new(Comparer<string>.Create((left, right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right))));

    public string Location => "memory://bucket";

    /// <summary>Called with the number of the put, from 1, before and after it is done.</summary>
    public Action<int>? BeforePut { get; set; }

    /// <inheritdoc cref="BeforePut"/>
    public Action<int>? AfterPut { get; set; }

    public int Puts { get; private set; }

    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_gate)
            {
                return [.. _objects.Keys];
            }
        }
    }

    public async ValueTask<PutOutcome> PutIfAbsentAsync(LogFileUpload upload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var number = ++Puts;
        BeforePut?.Invoke(number);
        var content = new MemoryStream();
        await using (var source = upload.OpenContent())
        {
            Assert.True(source.CanSeek);
            await source.CopyToAsync(content, cancellationToken);
        }

        Assert.Equal(upload.Length, content.Length);
        bool created;
        lock (_gate)
        {
            created = _objects.TryAdd(upload.Key, (content.ToArray(), upload.Metadata));
        }

        AfterPut?.Invoke(number);
        return created ? PutOutcome.Created : PutOutcome.Exists;
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(key, after) > 0)))
        {
            await Task.CompletedTask;
            yield return new StoredObject(key, Get(key)!.Value.Content.Length);
        }
    }

    public ValueTask<LogFileContent?> OpenAsync(string key, CancellationToken cancellationToken) =>
        new(Get(key) is { } found ? new LogFileContent(new MemoryStream(found.Content, writable: false), found.Metadata) : null);

    /// <summary>Lays an object under a key, as somebody else would.</summary>
    public void Lay(string key, byte[] content)
    {
        lock (_gate)
        {
            _objects[key] = (content, new Dictionary<string, string>());
        }
    }

    public void Remove(string key)
    {
        lock (_gate)
        {
            _objects.Remove(key);
        }
    }

    private (byte[] Content, IReadOnlyDictionary<string, string> Metadata)? Get(string key)
    {
        lock (_gate)
        {
            return _objects.TryGetValue(key, out var found) ? found : null;
        }
    }
}
