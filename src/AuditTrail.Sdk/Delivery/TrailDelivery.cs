using AuditTrail.Diagnostics;
using AuditTrail.Trails;

namespace AuditTrail.Delivery;

/// <summary>One trail at work: its loop's life, its status, its dead letters.</summary>
internal sealed class TrailDelivery : IAsyncDisposable
{
    private readonly DeliveryContext _context;
    private readonly TrailCursor _cursor;
    private readonly TrailHealth _health = new();
    private readonly TrailLoop _loop;
    private Task _running = Task.CompletedTask;

    public TrailDelivery(Trail trail, DeliveryContext context, CursorFile file, TrailProgress opened, Func<long, long, bool> isSaid, Action onSaved)
    {
        Trail = trail;
        _context = context;
        var clock = new LoopClock(context.Time);
        _cursor = new TrailCursor(file, opened, clock, context.Timing.SaveInterval, onSaved);
        var deadLetters = new DeadLetterFile(context.Storage, file.Trail, opened);
        _loop = new TrailLoop(trail, context, _cursor, clock, new TrailReport(trail.Name, context, _health), deadLetters, isSaid);
    }

    public Trail Trail { get; }

    /// <summary>How far the trail is, in one piece.</summary>
    public TrailProgress Progress => _cursor.Progress;

    /// <summary>The journal number up to which this trail needs nothing any more, whatever happens.</summary>
    public long SavedPosition => _cursor.SavedPosition;

    public void Start() => _running = Task.Run(_loop.RunAsync);

    /// <summary>Delivers what there is for at most <paramref name="drain"/>, saves the cursor, and disposes the sink.</summary>
    /// <remarks>Returns within the drain time and twice the grace for a sink that ignores its cancellation, whatever the sink does.</remarks>
    public async Task StopAsync(TimeSpan drain)
    {
        _loop.Drain();
        await EndedWithinAsync(drain).ConfigureAwait(false);
        _loop.Abort();

        // The loop itself waits one grace for the sink; twice is for a disk that is slow at the same time.
        await EndedWithinAsync(_context.Timing.CancellationGrace * 2).ConfigureAwait(false);
        if (_running.IsCompleted)
        {
            SaveAtEnd();
        }

        var pending = _context.Journal.DurableSequence - Progress.Position + Progress.Markers.Count;
        if (pending > 0)
        {
            DeliveryLog.StoppedBehind(_context.Logger, Trail.Name, pending);
        }
    }

    public void Skip(long through) => _loop.Skip(through);

    /// <summary>Offers the dead letters to the sink again, between two batches; waits as long as the trail is busy with one.</summary>
    public Task<ReplayResult> ReplayDeadLettersAsync(CancellationToken cancellationToken) => _loop.ReplayAsync().WaitAsync(cancellationToken);

    public TrailStatus StatusOf(TrailProgress progress, long durable) =>
        TrailAccount.Of(Trail.Name, progress, durable) with { LastDelivery = _health.LastDelivery, Problem = _health.Problem };

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        await _loop.DisposeAsync().ConfigureAwait(false);
        if (_loop.SinkIsBusy)
        {
            DeliveryLog.SinkLeftBehind(_context.Logger, Trail.Name);
            return;
        }

        await SinkDisposal.OfAsync(Trail, _context.Logger).ConfigureAwait(false);
    }

    private async Task EndedWithinAsync(TimeSpan limit)
    {
        if (limit > TimeSpan.Zero)
        {
            await _running.WaitAsync(limit, _context.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void SaveAtEnd()
    {
        try
        {
            _cursor.Save();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            DeliveryLog.LastSaveFailed(_context.Logger, Trail.Name, exception);
        }
    }
}
