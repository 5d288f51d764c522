using AuditTrail.Diagnostics;
using AuditTrail.Storage;
using AuditTrail.Trails;

namespace AuditTrail.Delivery;

/// <summary>All trails of a recorder: their loops, what they hold together in the journal, and the trails that were removed.</summary>
internal sealed class TrailSet : IAsyncDisposable
{
    private readonly DeliveryContext _context;
    private readonly TrailRegister _register;
    private readonly List<TrailDelivery> _trails = [];
    private readonly SkipWatch _skipWatch;

    // Guarded by the lock: the removed trails and what was released.
    private readonly Lock _gate = new();
    private readonly List<RemovedTrail> _removed = [];
    private long _released;
    private int _disposed;

    private TrailSet(IReadOnlyList<Trail> trails, DeliveryContext context)
    {
        _context = context;
        _register = TrailRegister.Load(context.Storage);
        var opening = new TrailOpening(context, _register);
        foreach (var trail in trails)
        {
            var cursor = CursorFile.Of(context.Storage, trail.Name);
            _trails.Add(new TrailDelivery(trail, context, cursor, opening.Open(trail, cursor), context.Journal.IsToldByMarkers, OnSaved));
        }

        foreach (var name in Removed(trails).ToList())
        {
            var removed = new RemovedTrail(name, opening.OpenRemoved(name, CursorFile.Of(context.Storage, name)));
            _register.Set(name, removed.Progress.Epoch);
            _removed.Add(removed);
            DeliveryLog.RemovedTrailHolds(context.Logger, name, removed.Progress.Position + 1);
        }

        // After the cursors: a trail that is in the register and has no cursor counts as one that lost it.
        _register.Save();
        _skipWatch = new SkipWatch(context, _trails, LowestRemoved);
        context.Metrics.ObservePending(() => GetStatus().Trails);
    }

    /// <summary>Opens every trail where its cursor says. To be called before anything is appended to a journal that was just opened.</summary>
    /// <exception cref="ArgumentException">Two trails have one name, or a sink's limits make no sense.</exception>
    /// <exception cref="IOException">A cursor cannot be read or written.</exception>
    public static TrailSet Open(IReadOnlyList<Trail> trails, DeliveryContext context)
    {
        var names = new HashSet<string>(TrailName.Comparer);
        foreach (var trail in trails)
        {
            if (!names.Add(trail.Name))
            {
                throw new ArgumentException($"Two trails are called '{trail.Name}'; names must differ in more than case.", nameof(trails));
            }

            SinkLimitsCheck.ThrowIfInvalid(trail);
        }

        return new TrailSet(trails, context);
    }

    /// <summary>The highest position that any cursor knows to have been durable, for opening the journal; 0 when there is none.</summary>
    public static long KnownDurable(IStorage storage) => CursorFile.TrailsIn(storage)
        .Select(trail => new CursorFile(storage, trail).Load()?.Position ?? 0)
        .DefaultIfEmpty()
        .Max();

    public void Start()
    {
        foreach (var trail in _trails)
        {
            trail.Start();
        }

        _skipWatch.Start();
    }

    /// <summary>Stops all trails at the same time; see <see cref="TrailDelivery.StopAsync"/>.</summary>
    public Task StopAsync(TimeSpan drain) => Task.WhenAll(_trails.Select(trail => trail.StopAsync(drain)));

    /// <summary>All trails at one moment: in each account the loss identity holds. No I/O; from any thread.</summary>
    public DeliverySnapshot GetStatus()
    {
        var progress = _trails.ConvertAll(trail => trail.Progress);
        RemovedTrail[] removed;
        lock (_gate)
        {
            removed = [.. _removed];
        }

        // After the positions: then it is behind none of them.
        var durable = _context.Journal.DurableSequence;
        return new DeliverySnapshot(durable,
        [
            .. _trails.Select((trail, index) => trail.StatusOf(progress[index], durable)),
            .. removed.Select(trail => TrailAccount.Of(trail.Name, trail.Progress, durable) with { Removed = true }),
        ]);
    }

    /// <summary>Delivers a trail's dead letters again.</summary>
    /// <exception cref="ArgumentException">There is no such trail.</exception>
    public Task<ReplayResult> ReplayDeadLettersAsync(string trail, CancellationToken cancellationToken) =>
        _trails.Find(known => TrailName.Comparer.Equals(known.Trail.Name, trail)) is { } found
            ? found.ReplayDeadLettersAsync(cancellationToken)
            : throw new ArgumentException($"There is no trail '{trail}'. {Known()}", nameof(trail));

    /// <summary>Gives up what a removed trail holds. Its dead letters stay.</summary>
    /// <exception cref="ArgumentException">There is no removed trail of this name.</exception>
    /// <exception cref="IOException">The cursor cannot be deleted; the trail goes on holding.</exception>
    public void ReleaseTrail(string name)
    {
        lock (_gate)
        {
            var removed = _removed.Find(trail => TrailName.Comparer.Equals(trail.Name, name))
                ?? throw new ArgumentException($"'{name}' is not a trail that was removed. {Known()}", nameof(name));

            // The register first: a crash in between leaves a cursor, and with it the trail.
            _register.Release(removed.Name, removed.Progress.Epoch);
            _register.Save();
            CursorFile.Of(_context.Storage, removed.Name).Delete();
            _removed.Remove(removed);
            DeliveryLog.Released(_context.Logger, removed.Name, _context.Journal.DurableSequence - removed.Progress.Position);
        }

        OnSaved();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _skipWatch.DisposeAsync().ConfigureAwait(false);

        // Side by side: each one may wait for a sink that does not come back.
        await Task.WhenAll(_trails.Select(trail => trail.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private IEnumerable<string> Removed(IEnumerable<Trail> trails) => _register.Trails
        .Union(CursorFile.TrailsIn(_context.Storage), TrailName.Comparer)
        .Except(trails.Select(trail => trail.Name), TrailName.Comparer);

    private void OnSaved()
    {
        lock (_gate)
        {
            // Without any trail nobody has seen the events, and nothing may go.
            var lowest = _trails.Select(trail => trail.SavedPosition).Concat(_removed.Select(trail => trail.Progress.Position)).DefaultIfEmpty().Min();
            if (lowest > _released)
            {
                _released = lowest;
                _context.Journal.Release(lowest);
            }
        }

        _skipWatch.Look();
    }

    private long LowestRemoved()
    {
        lock (_gate)
        {
            return _removed.Aggregate(long.MaxValue, (lowest, trail) => Math.Min(lowest, trail.Progress.Position));
        }
    }

    private string Known()
    {
        lock (_gate)
        {
            return $"Trails: {string.Join(", ", _trails.Select(trail => trail.Trail.Name))}; removed: {string.Join(", ", _removed.Select(trail => trail.Name))}.";
        }
    }
}
