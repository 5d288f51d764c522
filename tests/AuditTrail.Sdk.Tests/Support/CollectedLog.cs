using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Support;

/// <summary>A logger that keeps what it is told.</summary>
internal sealed class CollectedLog : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _entries = new();

    public IReadOnlyList<(LogLevel Level, string Text)> Entries => [.. _entries];

    public bool Has(LogLevel level, string part) => _entries.Any(entry => entry.Level == level && entry.Text.Contains(part, StringComparison.Ordinal));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, formatter(state, exception)));
}
