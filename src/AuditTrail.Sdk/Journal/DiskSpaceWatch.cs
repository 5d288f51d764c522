using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Journal;

/// <summary>What the journal does when the disk is full: free the ballast, refuse events but not markers, and look every few seconds whether there is room again. The writer's alone.</summary>
internal sealed class DiskSpaceWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly DiskReserve _reserve;
    private readonly EntryQueue _queue;
    private readonly string _location;
    private readonly ILogger _logger;
    private readonly ITimer _again;
    private bool _isFull;

    public DiskSpaceWatch(IStorage storage, long reserveBytes, EntryQueue queue, TimeProvider time, ILogger logger)
    {
        _reserve = new DiskReserve(storage, reserveBytes);
        _queue = queue;
        _location = storage.Location;
        _logger = logger;
        _again = time.CreateTimer(_ => queue.Raise(Work.Space), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True when a write failed because the disk is full, and the ballast has now made room for another attempt.</summary>
    public bool TryMakeRoom(Exception exception)
    {
        if (_isFull || !DiskFull.Is(exception))
        {
            return false;
        }

        _isFull = true;
        _queue.StopEvents("the disk is full");
        _logger.DiskFull(_location);
        try
        {
            _reserve.Free();
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _logger.UpkeepFailed(failure, _location, "RESERVE");
            return false;
        }
    }

    /// <summary>Makes the ballast if there is room; then, and if writing works, events are accepted again.</summary>
    public void Look(bool canWrite)
    {
        try
        {
            if (_reserve.TryRestore() && canWrite && _isFull)
            {
                _isFull = false;
                _queue.StopEvents(reason: null);
                _logger.DiskHasRoom(_location);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.UpkeepFailed(exception, _location, "RESERVE");
        }

        if (_isFull || !_reserve.IsThere)
        {
            _again.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }

    public void Stop() => _again.Dispose();
}
