namespace AuditTrail.Archive.Verification;

/// <summary>The numbers of one stream in a chain: nothing may be missing between two of them, and nothing come twice.</summary>
internal sealed class NumberLine(Action<FindingKind, string> report)
{
    private readonly List<(long First, long Last)> _have = []; // apart from one another, in order
    private readonly List<RecordedGap> _gaps = [];
    private readonly HashSet<long> _unread = []; // numbers behind which a file could not be read
    private long _stop;

    /// <summary>Whether the last event says that the trail was stopped.</summary>
    public bool IsStopped => _have.Count > 0 && _stop == _have[^1].Last;

    public void Add(NumberRun run)
    {
        if (run.Begins)
        {
            Finish();
        }

        if (_have.Count == 0 || run.First > _have[^1].Last + 1)
        {
            _have.Add((run.First, run.Last));
        }
        else if (run.First == _have[^1].Last + 1)
        {
            _have[^1] = (_have[^1].First, run.Last);
        }
        else
        {
            Insert(run);
        }
    }

    public void Add(RecordedGap gap)
    {
        if (gap.TrailFrom > 0)
        {
            _gaps.Add(gap);
        }
    }

    /// <summary>A file that comes now is not proven: a hole here has a reason that is said elsewhere.</summary>
    public void Unread()
    {
        if (_have.Count > 0)
        {
            _unread.Add(_have[^1].Last);
        }
    }

    public void Stopped(long number) => _stop = number;

    /// <summary>Judges what came so far; numbers may then begin again.</summary>
    public void Finish()
    {
        for (var i = 1; i < _have.Count; i++)
        {
            var (from, to) = (_have[i - 1].Last + 1, _have[i].First - 1);
            if (!_unread.Contains(from - 1) && !IsExplained(from, to))
            {
                report(FindingKind.NumbersMissing, from == to ? $"The event with number {from} is missing, and no gap marker explains it." : $"The events with numbers {from} to {to} are missing, and no gap marker explains it.");
            }
        }

        _have.Clear();
        _gaps.Clear();
        _unread.Clear();
        _stop = 0;
    }

    /// <summary>Whether markers behind the hole name all of it: each of several faults in a row has its own.</summary>
    private bool IsExplained(long from, long to)
    {
        foreach (var gap in _gaps.Where(gap => gap.Number > to).OrderBy(static gap => gap.TrailFrom))
        {
            if (gap.TrailFrom <= from && gap.TrailTo >= from)
            {
                from = gap.TrailTo + 1;
            }
        }

        return from > to;
    }

    private void Insert(NumberRun run)
    {
        // The first interval that is not wholly before the run, nor touches it from below.
        var at = _have.FindIndex(interval => interval.Last >= run.First - 1);
        var (first, last) = (run.First, run.Last);
        var end = at;
        while (end < _have.Count && _have[end].First <= run.Last + 1)
        {
            var (overlapFrom, overlapTo) = (Math.Max(_have[end].First, run.First), Math.Min(_have[end].Last, run.Last));
            if (overlapFrom <= overlapTo)
            {
                report(FindingKind.NumbersRepeated, overlapFrom == overlapTo ? $"The number {overlapFrom} comes twice." : $"The numbers {overlapFrom} to {overlapTo} come twice.");
            }

            (first, last) = (Math.Min(first, _have[end].First), Math.Max(last, _have[end].Last));
            end++;
        }

        _have.RemoveRange(at, end - at);
        _have.Insert(at, (first, last));
    }
}
