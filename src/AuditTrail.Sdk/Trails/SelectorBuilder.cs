namespace AuditTrail.Trails;

/// <summary>Says which events belong to a trail, as a sentence: <c>s.ManagementEvents().WriteOnly()</c>.</summary>
/// <remarks>
/// Nothing said means everything. Categories add up; <see cref="ReadOnly"/> and <see cref="WriteOnly"/> hold for all of them, except for
/// insight events, which are neither. The trail's own events (start, stop, gap) are always selected. Not thread-safe.
/// </remarks>
public sealed class SelectorBuilder
{
    private EventKind _kinds;
    private EventAccess _access;

    internal SelectorBuilder()
    {
    }

    /// <summary>Selects management events: what changes or reads the application's resources. Everything is one unless it says otherwise.</summary>
    /// <returns>This builder.</returns>
    public SelectorBuilder ManagementEvents() => Add(EventKind.Management);

    /// <summary>Selects data events: high-volume operations on what resources hold.</summary>
    /// <returns>This builder.</returns>
    public SelectorBuilder DataEvents() => Add(EventKind.Data);

    /// <summary>Selects insight events: unusual rates.</summary>
    /// <returns>This builder.</returns>
    public SelectorBuilder InsightEvents() => Add(EventKind.Insight);

    /// <summary>Leaves out what is not marked as read-only.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException"><see cref="WriteOnly"/> was said before: nothing would be left.</exception>
    public SelectorBuilder ReadOnly() => Restrict(EventAccess.Read);

    /// <summary>Leaves out what is marked as read-only.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException"><see cref="ReadOnly"/> was said before: nothing would be left.</exception>
    public SelectorBuilder WriteOnly() => Restrict(EventAccess.Write);

    internal TrailSelector Build() => new() { Kinds = _kinds == EventKind.None ? EventKind.All : _kinds, Access = _access };

    private SelectorBuilder Add(EventKind kind)
    {
        _kinds |= kind;
        return this;
    }

    private SelectorBuilder Restrict(EventAccess access)
    {
        if (_access != EventAccess.Any && _access != access)
        {
            throw new InvalidOperationException("A selector cannot be both ReadOnly() and WriteOnly(): it would select nothing. Say one of them, or neither for both.");
        }

        _access = access;
        return this;
    }
}
