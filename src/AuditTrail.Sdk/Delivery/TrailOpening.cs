using AuditTrail.Diagnostics;
using AuditTrail.Trails;

namespace AuditTrail.Delivery;

/// <summary>Decides where a trail begins or goes on: new, known, with a lost cursor, or with one that does not fit the journal.</summary>
internal sealed class TrailOpening
{
    private readonly DeliveryContext _context;
    private readonly TrailRegister _register;
    private readonly long _durable;
    private readonly long _beforeOldest;

    public TrailOpening(DeliveryContext context, TrailRegister register)
    {
        _context = context;
        _register = register;
        _durable = context.Journal.DurableSequence;
        _beforeOldest = context.Journal.OldestSequence is > 0 and var oldest ? oldest - 1 : _durable;
    }

    /// <summary>The trail's progress, saved. The register is changed in memory only.</summary>
    public TrailProgress Open(Trail trail, CursorFile cursor)
    {
        var saved = cursor.Load();
        var progress = saved is not null ? Fit(trail, saved)
            : WasThere(trail.Name, cursor) ? BeginAgain(trail, cursor)
            : Begin(trail);
        if (progress != saved)
        {
            cursor.Save(progress);
        }

        _register.Set(trail.Name, progress.Epoch);
        return progress;
    }

    /// <summary>What a trail that is not set up holds: everything from its cursor on, or all there is if that cannot be read.</summary>
    public TrailProgress OpenRemoved(string trail, CursorFile cursor)
    {
        var epoch = Math.Max(1, _register.EpochOf(trail));
        return cursor.Load() is { } saved && saved.Stream == _context.Journal.Stream && saved.Position <= _durable
            ? saved
            : NewProgress(selector: "", epoch, _beforeOldest);
    }

    private bool WasThere(string trail, CursorFile cursor)
    {
        // Without a register nobody knows; in a journal with a past it is safer to repeat events than to leave some out.
        return cursor.Exists || _register.Contains(trail) || (!_register.IsKnown && _durable > 0);
    }

    private TrailProgress Begin(Trail trail) =>
        NewProgress(trail.Selector.Fingerprint, _register.EpochOf(trail.Name) + 1, trail.FromOldest ? _beforeOldest : _durable);

    private TrailProgress BeginAgain(Trail trail, CursorFile cursor)
    {
        var epoch = Math.Max(1, _register.EpochOf(trail.Name)) + 1;
        DeliveryLog.CursorLost(_context.Logger, trail.Name, _beforeOldest + 1, epoch);

        // The new epoch first: a crash in between costs another epoch, never a number that was used before.
        _register.Set(trail.Name, epoch);
        _register.Save();
        cursor.SetAside();
        var lost = new GapFacts(_beforeOldest + 1, _durable, 0, GapReason.CursorLost);
        return NewProgress(trail.Selector.Fingerprint, epoch, _beforeOldest).Raise(lost, _context.Marker);
    }

    private TrailProgress Fit(Trail trail, TrailProgress saved)
    {
        if (saved.Stream != _context.Journal.Stream)
        {
            DeliveryLog.OtherJournal(_context.Logger, trail.Name, saved.Epoch + 1);
            var unknown = new GapFacts(saved.Position + 1, saved.Position, 0, GapReason.OtherJournal);
            saved = saved.Rebase(_context.Journal.Stream, _beforeOldest, unknown, _context.Marker);
        }
        else if (saved.Position > _durable)
        {
            DeliveryLog.CursorBeyondJournal(_context.Logger, trail.Name, saved.Position, _durable, saved.Epoch + 1);
            var forgotten = new GapFacts(_durable + 1, saved.Position, saved.Position - _durable, GapReason.RolledBack);
            saved = saved.Rebase(saved.Stream, _durable, forgotten, _context.Marker);
        }

        // Another selector would give other events the numbers that a batch may have used before the crash.
        var selector = trail.Selector.Fingerprint;
        return selector == saved.Selector
            ? saved
            : saved.Burn(saved.TrailSequence + saved.Markers.Count + _durable - saved.Position, _context.Marker) with { Selector = selector };
    }

    private TrailProgress NewProgress(string selector, long epoch, long position) => new()
    {
        Stream = _context.Journal.Stream,
        Epoch = epoch,
        Selector = selector,
        Start = position,
        Position = position,
    };
}
