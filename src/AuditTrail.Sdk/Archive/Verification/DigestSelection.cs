namespace AuditTrail.Archive.Verification;

/// <summary>Which digests of a chain are opened: those of the range, the next one for what it says of the last, and the newest ones of a chain that ends before the range.</summary>
internal sealed class DigestSelection(DateTimeOffset? from, DateTimeOffset? to, int tail)
{
    private readonly Queue<(DigestKey Name, string Key)> _skipped = new();
    private bool _any;
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private bool _closed;

    /// <summary>How the next digest of the chain, in the order of time, is looked at; null for not at all.</summary>
    public DigestScope? Next(DigestKey name, string key)
    {
        if (name.EndTime <= from)
        {
            if (_skipped.Count == tail)
            {
                _skipped.Dequeue();
            }

            _skipped.Enqueue((name, key));
            return null;
        }

        if (_last >= to)
        {
            var isNext = !_closed;
            _closed = true;
            return isNext ? DigestScope.Link : null;
        }

        _any = true;
        _last = name.EndTime;
        return DigestScope.Whole;
    }

    /// <summary>The newest digests of a chain that has none in the range: they say whether it was stopped.</summary>
    public IEnumerable<(DigestKey Name, string Key)> Tail() => _any ? [] : _skipped;
}
