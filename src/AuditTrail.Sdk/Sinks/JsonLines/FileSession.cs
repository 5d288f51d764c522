using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Sinks.JsonLines;

/// <summary>A directory and prefix that this sink has for itself, and how far the trail is written there.</summary>
internal sealed class FileSession : IDisposable
{
    private readonly string _prefix;
    private readonly IDisposable _lock;
    private readonly LineWriter _writer;
    private readonly FileRetention _retention;
    private readonly TailRecovery _recovery;

    private WrittenLines _written = new(Guid.Empty);
    private bool _started;
    private Guid _stream;
    private long _epoch;
    private long _trailSequence; // every line up to here is synced
    private bool _passed;        // no line that was found at the start comes again

    private FileSession(IStorage storage, FileSinkOptions options, IDisposable held, TimeProvider time, ILogger logger)
    {
        _prefix = options.FileNamePrefix;
        _lock = held;
        _writer = new(storage, _prefix, options.RollBytes, time, logger);
        _recovery = new(storage, _prefix, logger);
        _retention = new(storage, _prefix, options.Retention, options.MaxTotalBytes, time, logger);
    }

    /// <exception cref="IOException">Another sink or process writes files of this prefix here.</exception>
    public static FileSession Open(IStorage storage, FileSinkOptions options, TimeProvider time, ILogger logger)
    {
        var name = $"{options.FileNamePrefix}.lock";
        var held = storage.TryLock(name, $"process {Environment.ProcessId} on {Environment.MachineName}");
        return held is not null
            ? new(storage, options, held, time, logger)
            : throw new IOException(
                $"The files '{options.FileNamePrefix}-*.jsonl' in '{storage.Location}' are being written by another sink ({storage.ReadLockHolder(name) ?? "unknown"}). " +
                $"Give each its own {nameof(FileSinkOptions.Directory)} or {nameof(FileSinkOptions.FileNamePrefix)}, or wait until the other one has stopped.");
    }

    public DeliveryResult Deliver(AuditBatch batch)
    {
        if (batch.Count == 0)
        {
            _retention.Apply();
            return DeliveryResult.Delivered();
        }

        if (!_started || _stream != batch.Stream || _epoch != batch.Epoch)
        {
            Start(batch);
        }

        var begun = _writer.Begun;
        try
        {
            Write(batch);
        }
        catch
        {
            _writer.Abandon();
            throw;
        }

        if (_writer.Begun != begun)
        {
            _retention.Apply();
        }

        return DeliveryResult.Delivered(State());
    }

    public void Dispose() => _lock.Dispose();

    private void Start(AuditBatch batch)
    {
        _started = false;
        FileSinkState? saved = FileSinkState.TryParse(batch.State, _prefix, out var state) && state.Stream == batch.Stream && state.Epoch == batch.Epoch
            ? state
            : null;
        var tail = _recovery.Recover(ResumePoint.Of(batch), saved);
        _writer.Start(tail.End, tail.Appendable);
        _stream = batch.Stream;
        _epoch = batch.Epoch;
        _trailSequence = saved?.TrailSequence ?? 0;
        _passed = false;
        _written = tail.Written;
        _started = true;
    }

    private void Write(AuditBatch batch)
    {
        var progress = new BatchProgress(batch.Occasion == BatchOccasion.Replay);
        foreach (var item in batch)
        {
            if (!IsWritten(item, progress))
            {
                if (_writer.IsTooFullFor(item.Utf8Json.Span))
                {
                    _writer.Complete();
                    Advance(progress);
                }

                _writer.Append(item.Utf8Json.Span);
            }

            progress.Add(item.Sequence, item.TrailSequence);
        }

        _writer.Complete();
        Advance(progress);
    }

    private bool IsWritten(BatchedEvent item, BatchProgress progress) =>
        (!progress.IsReplay && item.TrailSequence <= _trailSequence) || _written.Contains(_stream, item.Sequence, item.TrailSequence);

    /// <summary>Everything in the progress is durable.</summary>
    private void Advance(BatchProgress progress)
    {
        if (progress.IsReplay)
        {
            progress.Replayed.ForEach(item => _written.Add(item.Sequence, item.TrailSequence));
            progress.Replayed.Clear();
        }
        else if (progress.LastTrailSequence > 0)
        {
            _trailSequence = Math.Max(_trailSequence, progress.LastTrailSequence);
            _passed |= _written.IsPassed(_stream, progress.LastSequence, progress.LastTrailSequence);
        }
    }

    /// <summary>Null, which leaves the saved state as it was, while lines that were found behind it still come again: they have to be found after the next crash too.</summary>
    private string? State() =>
        _passed && _writer.Position is { } position ? new FileSinkState(_stream, _epoch, _trailSequence, position).ToString() : null;
}
