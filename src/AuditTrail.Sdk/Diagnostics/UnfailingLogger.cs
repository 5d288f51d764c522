using Microsoft.Extensions.Logging;

namespace AuditTrail.Diagnostics;

/// <summary>Passes on what is logged, and swallows what the logger throws: a broken log must end neither the journal nor a trail.</summary>
internal sealed class UnfailingLogger(ILogger inner) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            // Whatever a logger throws: there is nowhere left to say it.
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // As above.
        }
    }
}
