namespace AuditTrail.Archive.Verification;

/// <summary>How often a chain's digests come, as they show it themselves.</summary>
internal sealed class DigestRhythm
{
    private const int Remembered = 24;

    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    private readonly Queue<TimeSpan> _spans = new();

    /// <summary>The span that came most often of late; one hour while none came twice.</summary>
    public TimeSpan Interval => _spans.GroupBy(static span => span).Where(static group => group.Count() > 1)
        .OrderByDescending(static group => group.Count()).ThenByDescending(static group => group.Key).FirstOrDefault()?.Key ?? Usual;

    public void Add(TimeSpan span)
    {
        if (_spans.Count == Remembered)
        {
            _spans.Dequeue();
        }

        _spans.Enqueue(span);
    }
}
