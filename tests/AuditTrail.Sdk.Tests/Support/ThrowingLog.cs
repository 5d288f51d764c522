using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Support;

/// <summary>A logger that throws whatever it is asked.</summary>
internal sealed class ThrowingLog : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => throw new InvalidOperationException("broken");

    public bool IsEnabled(LogLevel logLevel) => throw new InvalidOperationException("broken");

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new InvalidOperationException("broken");
}
