namespace AuditTrail.Delivery;

/// <summary>A trail's progress in memory and on disk, and when the one follows the other.</summary>
/// <remarks>Written by the trail's loop only; <see cref="Progress"/> and <see cref="SavedPosition"/> may be read by anyone.</remarks>
internal sealed class TrailCursor
{
    private readonly CursorFile _file;
    private readonly LoopClock _clock;
    private readonly TimeSpan _saveInterval;
    private readonly Action _onSaved;
    private TrailProgress _progress;
    private long _savedPosition;
    private bool _movedBefore;
    private TimeSpan? _saveAt;

    /// <summary>Begins with what is saved already.</summary>
    public TrailCursor(CursorFile file, TrailProgress saved, LoopClock clock, TimeSpan saveInterval, Action onSaved)
    {
        _file = file;
        _progress = saved;
        _savedPosition = saved.Position;
        _clock = clock;
        _saveInterval = saveInterval;
        _onSaved = onSaved;
    }

    public TrailProgress Progress => Volatile.Read(ref _progress);

    /// <summary>What a crash would fall back to: the journal is needed from here on.</summary>
    public long SavedPosition => Volatile.Read(ref _savedPosition);

    /// <summary>When the progress has to be saved; null when it is.</summary>
    public TimeSpan? SaveAt => _saveAt;

    /// <summary>True while nothing may be delivered before a save has succeeded.</summary>
    public bool MustSave { get; private set; }

    /// <summary>True after a save failed, until one succeeds.</summary>
    public bool SaveFails { get; private set; }

    /// <summary>Goes on; the file follows within the save interval, after the first step of a run at once.</summary>
    public void Move(TrailProgress progress)
    {
        Volatile.Write(ref _progress, progress);

        // At once the first time: a process that lives for less than the interval would otherwise never free a segment.
        _saveAt ??= _movedBefore ? _clock.Now + _saveInterval : _clock.Now;
        _movedBefore = true;
    }

    /// <summary>Goes on in a way that a crash must not undo; <see cref="MustSave"/> until it is saved.</summary>
    public void MoveDurably(TrailProgress progress)
    {
        Move(progress);
        _saveAt = _clock.Now;
        MustSave = true;
    }

    /// <summary>Goes on in one of the two ways.</summary>
    public void Move(TrailProgress progress, bool durably)
    {
        if (durably)
        {
            MoveDurably(progress);
        }
        else
        {
            Move(progress);
        }
    }

    private bool IsSaveDue => _saveAt is { } point && point <= _clock.Now;

    /// <summary>Saves what is not saved. After a failure the next try is due a save interval later.</summary>
    public void Save()
    {
        if (_saveAt is null)
        {
            return;
        }

        _saveAt = _clock.Now + _saveInterval;
        SaveFails = true;
        var progress = Progress;
        _file.Save(progress);
        SaveFails = false;
        Volatile.Write(ref _savedPosition, progress.Position);
        _saveAt = null;
        MustSave = false;
        _onSaved();
    }

    /// <summary>Saves when it is time to; true when it was and went well.</summary>
    /// <remarks>A failure goes to <paramref name="onFailure"/> and no further: deliveries go on, and the next try is a save interval away.</remarks>
    public bool SaveIfDue(Action<Exception> onFailure)
    {
        if (!IsSaveDue)
        {
            return false;
        }

        try
        {
            Save();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            onFailure(exception);
            return false;
        }
    }

    /// <summary>Waits until a delivery has ended, and saves meanwhile what the batches before it have moved: this one may take days.</summary>
    public async ValueTask SaveWhileAsync(Task delivery, TimeProvider time, Action<Exception> onFailure)
    {
        while (!delivery.IsCompleted && _saveAt is { } point)
        {
            var left = point - _clock.Now;
            await delivery.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!delivery.IsCompleted)
            {
                SaveIfDue(onFailure);
            }
        }
    }
}
