namespace AuditTrail.Sinks.JsonLines;

/// <summary>Where delivery goes on after a start: the first event that comes, and so which lines in the files come again.</summary>
/// <param name="First">The first event.</param>
/// <param name="FirstSequence">The first number in the stream; <see cref="long.MaxValue"/> while only events of the trail's own making are in sight.</param>
internal readonly record struct ResumePoint(LineIdentity First, long FirstSequence)
{
    public static ResumePoint Of(AuditBatch batch)
    {
        LineIdentity? first = null;
        foreach (var item in batch)
        {
            first ??= new(batch.Stream, item.Sequence, item.TrailSequence);
            if (item.Sequence > 0)
            {
                return new(first.Value, item.Sequence);
            }
        }

        return new(first ?? new(batch.Stream, 0, 0), long.MaxValue);
    }

    /// <summary>Whether the journal still has the line's event in front of the cursor, so that cutting the line loses nothing.</summary>
    public bool BringsAgain(LineIdentity? line) =>
        line is { } known && known.Stream == First.Stream &&
        (known.Sequence == 0 ? known.TrailSequence >= First.TrailSequence : known.Sequence >= FirstSequence);
}
