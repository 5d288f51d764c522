using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws.Tests.Load;

/// <summary>What the application logged at warning and above, each message once, with how often.</summary>
internal sealed class TrailLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentDictionary<string, int> _messages = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> Messages => _messages;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _messages.AddOrUpdate($"{logLevel} {eventId.Id}: {formatter(state, exception)}", 1, (_, times) => times + 1);
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
