namespace AuditTrail.Sinks.JsonLines;

/// <summary>Collects, while files are read in order, the lines whose events come again.</summary>
/// <param name="first">The first event that comes.</param>
/// <param name="positionKnown">Whether reading began at the saved position: then every line of the stream counts.</param>
/// <param name="written">What was found.</param>
/// <remarks>
/// Without a saved position, lines of an earlier epoch are among them, with the same numbers for other events. So only the last unbroken numbering
/// counts, and only if it holds the very event that comes first under the same number in the trail.
/// </remarks>
internal sealed class UnsavedRun(LineIdentity first, bool positionKnown, WrittenLines written)
{
    private long _last;
    private bool _holdsFirst;

    public void Add(LineIdentity? identity)
    {
        if (identity is not { } line || line.Stream != first.Stream)
        {
            return;
        }

        if (!positionKnown && line.TrailSequence <= _last)
        {
            // Numbering began anew.
            written.Clear();
            _holdsFirst = false;
        }

        _last = line.TrailSequence;
        _holdsFirst |= line == first;
        if (positionKnown || line.TrailSequence >= first.TrailSequence)
        {
            written.Add(line.Sequence, line.TrailSequence);
        }
    }

    /// <summary>Call after the last line.</summary>
    public void End()
    {
        if (!positionKnown && !_holdsFirst)
        {
            written.Clear();
        }
    }
}
