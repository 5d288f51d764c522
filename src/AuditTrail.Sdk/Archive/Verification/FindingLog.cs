namespace AuditTrail.Archive.Verification;

/// <summary>Collects findings: all are counted, the first of each severity are kept.</summary>
internal sealed class FindingLog(int most)
{
    private readonly SortedDictionary<FindingSeverity, List<VerificationFinding>> _kept = [];
    private readonly SortedDictionary<FindingKind, long> _counts = [];

    public long Omitted { get; private set; }

    public IReadOnlyDictionary<FindingKind, long> Counts => _counts;

    /// <summary>The worst first.</summary>
    public IReadOnlyList<VerificationFinding> Kept => [.. _kept.Reverse().SelectMany(pair => pair.Value)];

    public VerificationVerdict Verdict => !_kept.Keys.Any(severity => severity >= FindingSeverity.Stale) ? VerificationVerdict.Valid : _kept.Keys.Max() switch
    {
        FindingSeverity.Tampered => VerificationVerdict.Tampered,
        FindingSeverity.NotVerifiable => VerificationVerdict.NotVerifiable,
        _ => VerificationVerdict.Stale,
    };

    public void Add(VerificationFinding finding)
    {
        _counts[finding.Kind] = _counts.GetValueOrDefault(finding.Kind) + 1;
        if (!_kept.TryGetValue(finding.Severity, out var list))
        {
            _kept.Add(finding.Severity, list = []);
        }

        if (list.Count < most)
        {
            list.Add(finding);
        }
        else
        {
            Omitted++;
        }
    }

    public void Add(FindingKind kind, FindingSeverity severity, string? key, string message) => Add(new VerificationFinding(kind, severity, key, message));
}
