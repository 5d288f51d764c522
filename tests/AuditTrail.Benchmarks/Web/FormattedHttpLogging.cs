using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Benchmarks.Web;

/// <summary>ASP.NET Core's HttpLogging with its defaults into a logger that formats each message and drops it: no file, no console, so its own cost.</summary>
internal static class FormattedHttpLogging
{
    public static void AddFormattedHttpLogging(this IServiceCollection services)
    {
        services.AddHttpLogging();
        services.AddLogging(logging => logging
            .AddProvider(new DroppingProvider())
            .AddFilter(level => false)
            .AddFilter("Microsoft.AspNetCore.HttpLogging", LogLevel.Information));
    }

    private sealed class DroppingProvider : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new DroppingLogger();

        public void Dispose()
        {
        }
    }

    private sealed class DroppingLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception).Length == 0)
            {
                throw new InvalidOperationException("Nothing was formatted.");
            }
        }
    }
}
