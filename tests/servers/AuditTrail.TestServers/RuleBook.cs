using System.Collections.Concurrent;

namespace AuditTrail.TestServers;

/// <summary>Which of its rules a server had to apply, how often, and one message for each. Thread-safe.</summary>
public sealed class RuleBook
{
    private readonly ConcurrentDictionary<string, (int Times, string Message)> _broken = new(StringComparer.Ordinal);

    /// <summary>The codes of what was refused by a rule, with how often.</summary>
    public IReadOnlyDictionary<string, int> Broken => _broken.ToDictionary(pair => pair.Key, pair => pair.Value.Times, StringComparer.Ordinal);

    public override string ToString() => _broken.IsEmpty ? "no rule broken" : string.Join("; ", _broken.Select(pair => $"{pair.Value.Times} {pair.Key} ({pair.Value.Message})"));

    internal void Add(string code, string message) => _broken.AddOrUpdate(code, (1, message), (_, before) => (before.Times + 1, message));
}
