using System.Collections.Concurrent;

namespace AuditTrail.TestServers.CloudWatchLogs;

/// <summary>One log group as a server keeps it.</summary>
public sealed class LogGroup
{
    /// <summary>Days; null keeps for ever.</summary>
    public int? RetentionInDays { get; internal set; }

    /// <summary>The group's tags.</summary>
    public IReadOnlyDictionary<string, string> Tags => _tags;

    /// <summary>The names of its streams.</summary>
    public IEnumerable<string> Streams => _streams.Keys;

    private readonly ConcurrentDictionary<string, string> _tags = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _streams = new(StringComparer.Ordinal);

    internal bool AddStream(string name) => _streams.TryAdd(name, true);

    internal bool HasStream(string name) => _streams.ContainsKey(name);

    internal void Tag(IEnumerable<KeyValuePair<string, string>> tags)
    {
        foreach (var (name, value) in tags)
        {
            _tags[name] = value;
        }
    }
}
