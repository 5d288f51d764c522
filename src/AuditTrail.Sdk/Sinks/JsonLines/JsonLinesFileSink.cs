using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Sinks.JsonLines;

/// <summary>Writes each event as one line, durably and once.</summary>
/// <remarks>
/// Reads and writes synchronously on the caller's thread. The directory is opened and its lock taken at the first delivery.
/// The state that is saved with the cursor says how far the files went then; after a crash the lines behind it are recognised when their events come again.
/// </remarks>
internal sealed class JsonLinesFileSink : IAuditSink, IDisposable
{
    private readonly FileSinkOptions _options;
    private readonly Func<IStorage> _open;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private FileSession? _session;

    /// <param name="options">Copied.</param>
    /// <param name="open">Opens the directory; called at the first delivery.</param>
    /// <param name="time">For the day in file names and for retention.</param>
    /// <param name="logger">For torn text, lost files and deletions.</param>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public JsonLinesFileSink(FileSinkOptions options, Func<IStorage> open, TimeProvider time, ILogger logger)
    {
        if (options.Problems().FirstOrDefault() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        _options = options with { };
        _open = open;
        _time = time;
        _logger = logger;
        Limits = new()
        {
            MaxEvents = 10_000,
            MaxBytes = 4 << 20,

            // Every batch costs a sync, on the disk that the journal syncs too. A tenth of a second of events in one leaves the disk to the callers.
            Linger = TimeSpan.FromMilliseconds(100),
            Interval = options.Retention is null && options.MaxTotalBytes is null ? null : TimeSpan.FromMinutes(10),
        };
    }

    /// <inheritdoc />
    public SinkLimits Limits { get; }

    /// <inheritdoc />
    public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return new(Deliver(batch));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(DeliveryResult.Retry(exception.Message));
        }
    }

    /// <summary>Gives the directory's lock back. Call after the last delivery.</summary>
    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    private DeliveryResult Deliver(AuditBatch batch)
    {
        _session ??= FileSession.Open(_open(), _options, _time, _logger);
        return _session.Deliver(batch);
    }
}
