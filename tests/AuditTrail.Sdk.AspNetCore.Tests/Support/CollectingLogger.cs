using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Keeps the messages that this package logs.</summary>
internal sealed class CollectingLogger : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(LogLevel Level, int Id, string Text)> Messages { get; } = new();

    public IEnumerable<string> Warnings => Messages.Where(m => m.Level == LogLevel.Warning).Select(m => m.Text);

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("AuditTrail", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Messages.Enqueue((logLevel, eventId.Id, formatter(state, exception)));

    public void Dispose()
    {
    }
}
