namespace AuditTrail.Archive.Verification;

/// <summary>Spans of time that digests cover, merged where they touch.</summary>
internal sealed class Coverage
{
    private readonly List<(DateTimeOffset Start, DateTimeOffset End)> _spans = [];

    public DateTimeOffset? Start => _spans.Count > 0 ? _spans.Min(static span => span.Start) : null;

    public DateTimeOffset? End => _spans.Count > 0 ? _spans.Max(static span => span.End) : null;

    public void Add(DateTimeOffset start, DateTimeOffset end)
    {
        if (_spans.Count > 0 && _spans[^1] is var last && start <= last.End && start >= last.Start)
        {
            _spans[^1] = (last.Start, end > last.End ? end : last.End);
        }
        else
        {
            _spans.Add((start, end));
        }
    }

    public void Add(Coverage other) => _spans.AddRange(other._spans);

    public bool Touches(DateTimeOffset from, DateTimeOffset to) => _spans.Exists(span => span.Start < to && from < span.End);

    /// <summary>The parts of a range that nothing covers.</summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Holes(DateTimeOffset from, DateTimeOffset to)
    {
        var covered = from;
        foreach (var (start, end) in _spans.OrderBy(static span => span.Start))
        {
            if (start > covered && covered < to)
            {
                yield return (covered, start < to ? start : to);
            }

            covered = end > covered ? end : covered;
        }

        if (covered < to)
        {
            yield return (covered, to);
        }
    }
}
