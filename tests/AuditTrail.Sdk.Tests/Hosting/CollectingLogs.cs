using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Hosting;

/// <summary>Keeps every message.</summary>
internal sealed class CollectingLogs : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, EventId Id, string Text)> _messages = [];

    public IReadOnlyList<(LogLevel Level, EventId Id, string Text)> Messages => [.. _messages];

    public IEnumerable<string> At(LogLevel level) => _messages.Where(message => message.Level == level).Select(message => message.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _messages.Enqueue((logLevel, eventId, formatter(state, exception)));

    public void Dispose()
    {
    }
}
