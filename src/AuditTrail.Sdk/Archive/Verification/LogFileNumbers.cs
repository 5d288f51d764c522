namespace AuditTrail.Archive.Verification;

/// <summary>What the records of one log file say of their numbers.</summary>
internal sealed class LogFileNumbers
{
    private const int MostRuns = 100_000; // one run is the rule

    private readonly List<NumberRun> _runs = [];
    private readonly List<RecordedGap> _gaps = [];

    /// <summary>Runs in the order of the records.</summary>
    public IReadOnlyList<NumberRun> Runs => _runs;

    public IReadOnlyList<RecordedGap> Gaps => _gaps;

    /// <summary>The last record that says that its trail was stopped.</summary>
    public (Guid Stream, long Number)? Stop { get; private set; }

    /// <summary>The stream and number of the file's first record, if it has them: they made the file's name.</summary>
    public (Guid Stream, long Number)? First { get; private set; }

    public long Events { get; private set; }

    public void Add(RecordFacts record)
    {
        Events++;
        if (record.Stream is not { } stream)
        {
            return;
        }

        if (Events == 1)
        {
            First = (stream, record.Number);
        }

        if (record.IsStop)
        {
            Stop = (stream, record.Number);
        }

        if (record.Gap is { } gap && _gaps.Count < MostRuns)
        {
            _gaps.Add(gap);
        }

        if (_runs.Count > 0 && !record.Begins && _runs[^1] is var last && last.Stream == stream && last.Last + 1 == record.Number)
        {
            _runs[^1] = last with { Last = record.Number };
        }
        else if (_runs.Count < MostRuns)
        {
            _runs.Add(new NumberRun(stream, record.Number, record.Number, record.Begins));
        }
    }
}
