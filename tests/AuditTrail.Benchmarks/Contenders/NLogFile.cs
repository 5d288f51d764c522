using NLog;
using NLog.Config;
using NLog.Layouts;
using NLog.Targets;
using NLog.Targets.Wrappers;

namespace AuditTrail.Benchmarks.Contenders;

/// <summary>NLog's file target with its JSON layout; the file stays open and is flushed after each event, as it is unless asked.</summary>
internal sealed class NLogFile : ILoggedFile
{
    private readonly LogFactory _factory = new();
    private readonly Logger _logger;

    /// <param name="directory">Where the file lies.</param>
    /// <param name="asynchronous">Through NLog's own queue, whose end the caller does not wait for; full, it blocks instead of dropping.</param>
    public NLogFile(string directory, bool asynchronous)
    {
        var layout = new JsonLayout { IncludeEventProperties = true };
        layout.Attributes.Add(new JsonAttribute("time", "${longdate}"));
        layout.Attributes.Add(new JsonAttribute("level", "${level}"));
        layout.Attributes.Add(new JsonAttribute("template", "${message:raw=true}"));
        Target file = new FileTarget("file") { FileName = Path.Combine(directory, "log.jsonl"), Layout = layout, KeepFileOpen = true };
        var target = asynchronous ? new AsyncTargetWrapper(file, 10_000, AsyncTargetWrapperOverflowAction.Block) : file;
        var configuration = new LoggingConfiguration(_factory);
        configuration.AddRule(LogLevel.Info, LogLevel.Fatal, target);
        _factory.Configuration = configuration;
        _logger = _factory.GetLogger("audit");
    }

    public void Log(int order) => _logger.Info(System.Globalization.CultureInfo.InvariantCulture, LoggedText.Template, LoggedText.Values(order));

    public void Drain() => _factory.Flush(TimeSpan.FromMinutes(1));

    public void Dispose() => _factory.Dispose();
}
