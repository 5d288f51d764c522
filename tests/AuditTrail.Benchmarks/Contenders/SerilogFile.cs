using Serilog;
using Serilog.Core;
using Serilog.Formatting.Json;
using Serilog.Sinks.Async;

namespace AuditTrail.Benchmarks.Contenders;

/// <summary>Serilog's file sink with its JSON formatter, in the three ways of its documentation.</summary>
internal sealed class SerilogFile : ILoggedFile, IAsyncLogEventSinkMonitor
{
    private readonly Logger _logger;
    private IAsyncLogEventSinkInspector? _queue;

    private SerilogFile(Func<SerilogFile, LoggerConfiguration> configure) => _logger = configure(this).CreateLogger();

    /// <summary><c>AuditTo.File</c>: flushed after each event, failures are thrown.</summary>
    public static SerilogFile Audit(string directory) => new(_ => new LoggerConfiguration().AuditTo.File(new JsonFormatter(), PathIn(directory)));

    /// <summary><c>WriteTo.File</c>, not buffered, as it is unless asked: flushed after each event, failures are dropped.</summary>
    public static SerilogFile Write(string directory) => new(_ => new LoggerConfiguration().WriteTo.File(new JsonFormatter(), PathIn(directory), fileSizeLimitBytes: null));

    /// <summary><c>WriteTo.Async</c>: a queue, whose end the caller does not wait for; full, it blocks instead of dropping.</summary>
    public static SerilogFile Async(string directory) => new(self => new LoggerConfiguration().WriteTo.Async(
        sink => sink.File(new JsonFormatter(), PathIn(directory), fileSizeLimitBytes: null), bufferSize: 10_000, blockWhenFull: true, monitor: self));

    // Serilog is written against params object[], as an application calls it.
    public void Log(int order) => _logger.Information(LoggedText.Template, LoggedText.Values(order));

    public void Drain()
    {
        while (_queue?.Count > 0)
        {
            Thread.Sleep(0);
        }
    }

    public void StartMonitoring(IAsyncLogEventSinkInspector inspector) => _queue = inspector;

    public void StopMonitoring(IAsyncLogEventSinkInspector inspector) => _queue = null;

    public void Dispose() => _logger.Dispose();

    private static string PathIn(string directory) => Path.Combine(directory, "log.jsonl");
}
