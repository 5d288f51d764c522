using AuditTrail.Diagnostics;
using AuditTrail.Journal;
using AuditTrail.Trails;

namespace AuditTrail.Delivery;

/// <summary>Has trails whose policy is Skip jump forward when they keep the journal near its budget.</summary>
/// <remarks>
/// Looks when events were recorded that could matter and whenever a cursor was saved, not by the clock. A trail jumps only as far as the
/// trails that hold: skipping further would cost events and free nothing.
/// </remarks>
internal sealed class SkipWatch : IAsyncDisposable
{
    // Full is too late: by then the recorder refuses events.
    private const double NearBudget = 0.9;

    // A trail that keeps up is near the end of a journal that others have filled, or that is about to delete segments.
    private const double FarBehind = 0.5;
    private const int LooksPerBudget = 64;

    // One event may begin a segment, an eighth of the budget at most; if that fills the journal, no later event wakes the watch.
    private const double LargestStep = 0.15;

    private readonly DeliveryContext _context;
    private readonly IReadOnlyList<TrailDelivery> _skipping;
    private readonly Func<long> _held;
    private readonly CancellationTokenSource _ended = new();
    private Task _running = Task.CompletedTask;

    /// <param name="context">What trails share.</param>
    /// <param name="trails">All trails that are set up.</param>
    /// <param name="removed">The lowest position that removed trails hold.</param>
    public SkipWatch(DeliveryContext context, IReadOnlyList<TrailDelivery> trails, Func<long> removed)
    {
        _context = context;
        _skipping = [.. trails.Where(trail => trail.Trail.WhenBehind == BehindPolicy.Skip)];
        var holding = trails.Except(_skipping).ToArray();
        _held = () => holding.Aggregate(removed(), (lowest, trail) => Math.Min(lowest, trail.SavedPosition));
    }

    public void Start()
    {
        if (_skipping.Count > 0)
        {
            _running = Task.Run(WatchAsync);
        }
    }

    /// <summary>Looks now; cheap when there is nothing to do.</summary>
    public void Look()
    {
        if (_skipping.Count > 0)
        {
            Look(_context.Journal.GetStatus());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                var status = _context.Journal.GetStatus();
                Look(status);
                await _context.Journal.WaitForDurableAsync(status.DurableSequence + Stride(status), _ended.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (!_ended.IsCancellationRequested)
            {
                // Nothing but the end may stop the watch; without it a journal could fill up.
                DeliveryLog.SkipWatchFailed(_context.Logger, exception);
                await Task.Delay(_context.Timing.LongestRetry, _context.Time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Look(JournalStatus status)
    {
        if (status.Bytes < status.Budget * NearBudget)
        {
            return;
        }

        var through = Math.Min(status.DurableSequence, _held());
        var farBehind = (long)(status.Budget * FarBehind / AverageBytes(status));
        foreach (var trail in _skipping.Where(trail => through - trail.Progress.Position >= farBehind))
        {
            trail.Skip(through);
        }
    }

    /// <summary>How many events may be recorded before it is worth another look: a small part of the budget, at the average size.</summary>
    private static long Stride(JournalStatus status) =>
        status.Bytes >= status.Budget * (NearBudget - LargestStep) ? 0 : Math.Max(0, (status.Budget / LooksPerBudget / AverageBytes(status)) - 1);

    private static long AverageBytes(JournalStatus status) =>
        Math.Max(1, status.Bytes / Math.Max(1, status.DurableSequence - Math.Max(1, status.OldestSequence) + 1));
}
