namespace AuditTrail.Archive.Verification;

/// <summary>What a verification counts and finds.</summary>
internal sealed class VerificationTally(int mostFindings, IProgress<VerificationProgress>? progress)
{
    private const int MostGaps = 1_000;
    private const int MostMissing = 10_000;

    private readonly List<FoundGap> _gaps = [];
    private readonly HashSet<string> _missing = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset? _time;
    private long _objects;

    public FindingLog Findings { get; } = new(mostFindings);

    public IReadOnlyList<FoundGap> Gaps => _gaps;

    public long Digests { get; private set; }

    public long DigestsValid { get; private set; }

    public long LogFiles { get; private set; }

    public long LogFilesValid { get; private set; }

    public long Events { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Whether a log file of this content is missing somewhere.</summary>
    public bool IsMissing(string hash) => _missing.Contains(hash);

    public bool AnyMissing => _missing.Count > 0;

    public void Take(DigestProof digest)
    {
        Digests++;
        DigestsValid += digest.IsValid ? 1 : 0;
        _time = digest.End;
        foreach (var finding in digest.Findings)
        {
            Findings.Add(finding);
        }

        foreach (var file in digest.LogFiles)
        {
            Take(file);
        }

        Report();
    }

    public void Take(string key, RecordedGap gap)
    {
        if (_gaps.Count < MostGaps)
        {
            _gaps.Add(new FoundGap(key, gap.Number, gap.From, gap.To, gap.Count, gap.Reason));
        }
    }

    public void Listed()
    {
        if (++_objects % 1_000 == 0)
        {
            Report();
        }
    }

    private void Take(LogFileProof file)
    {
        LogFiles++;
        LogFilesValid += file.IsValid ? 1 : 0;
        Events += file.Numbers?.Events ?? 0;
        Bytes += file.Length;
        foreach (var finding in file.Findings)
        {
            Findings.Add(finding);
        }

        if (file.IsMissing && _missing.Count < MostMissing)
        {
            _missing.Add(file.Listed.HashValue);
        }
    }

    private void Report() => progress?.Report(new VerificationProgress(Digests, LogFiles, Bytes, _objects, _time));
}
