namespace AuditTrail.Archive.Verification;

/// <summary>One chain as it is followed from its oldest digest to its newest.</summary>
internal sealed class Chain
{
    private readonly VerificationTally _tally;
    private readonly ChainLinks _links;
    private readonly DigestRhythm _rhythm = new();
    private readonly Dictionary<Guid, NumberLine> _numbers = [];
    private readonly List<ChainHead> _known;
    private readonly string _archive;
    private readonly HashSet<ChainHead> _seen = [];
    private Guid _lastStream;
    private bool _headChanged;
    private DateTimeOffset _newestName;
    private long _digests;
    private long _logFiles;
    private long _events;

    public Chain(DigestKey name, VerificationTally tally, DateTimeOffset? from, IEnumerable<ChainHead> heads, string archive)
    {
        Name = name;
        Id = ChainId.Of(name);
        _tally = tally;
        _links = new ChainLinks(Id, from, tally.Findings);
        _archive = archive;
        _known = [.. heads.Where(head => head.Chain.AsSpan(head.Chain.IndexOf('/', StringComparison.Ordinal)).SequenceEqual(Id.In("")))];
    }

    public ChainId Id { get; }

    /// <summary>Any of its digests' names.</summary>
    public DigestKey Name { get; }

    public string Bucket { get; private set; } = "";

    public Coverage Coverage { get; } = new();

    /// <summary>Spans whose digest the store could not read: what it lists is not known.</summary>
    public Coverage Unread { get; } = new();

    /// <summary>The last valid digest.</summary>
    public DigestProof? Head { get; private set; }

    /// <summary>The newest head that was seen before, if any. Digests say the bucket; while none could be read, any bucket fits.</summary>
    public ChainHead? Known => _known.Where(head => Bucket.Length == 0 || IsOf(head, Bucket)).MaxBy(static head => head.End);

    /// <summary>Everything that is remembered of this chain, in whatever bucket.</summary>
    public IReadOnlyList<ChainHead> KnownHeads => _known;

    public TimeSpan Interval => _rhythm.Interval;

    /// <summary>Whether the last event says that the trail was stopped.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether its records have numbers, as all of this library's have.</summary>
    public bool IsNumbered => _numbers.Count > 0;

    /// <summary>Notes that a digest is there, whether it will be opened or not.</summary>
    public void Saw(string key, DateTimeOffset end)
    {
        _newestName = end > _newestName ? end : _newestName;
        _seen.UnionWith(_known.Where(head => head.Key == key));
    }

    /// <summary>A digest that lies before the range and stays closed.</summary>
    public void Skip(string key) => _links.Skipped = key;

    public void Add(DigestProof digest)
    {
        var isLinkOnly = digest.Scope == DigestScope.Link;
        if (!digest.Name.IsBackfill && (digest.IsValid || !isLinkOnly) && !_links.Add(digest))
        {
            MissedFile();
        }

        if (isLinkOnly)
        {
            return;
        }

        Count(digest);
        if (digest.Findings.Any(static finding => finding.Kind == FindingKind.FileUnreadable))
        {
            Unread.Add(digest.Name.IsBackfill ? DateTimeOffset.MinValue : Coverage.End ?? DateTimeOffset.MinValue, digest.End);
        }

        if (digest.Name.IsBackfill)
        {
            return;
        }

        CompareWithKnownHead(digest);
        if (digest.IsValid)
        {
            Cover(digest);
            Head = digest;
            Bucket = digest.Document!.Bucket;
        }
    }

    /// <summary>Judges what only the whole chain shows.</summary>
    public void Finish()
    {
        IsStopped = _numbers.TryGetValue(_lastStream, out var last) && last.IsStopped;
        foreach (var line in _numbers.Values)
        {
            line.Finish();
        }

        if (Known is { } known && !_seen.Contains(known) && !_headChanged)
        {
            _tally.Findings.Add(FindingKind.RolledBack, FindingSeverity.Tampered, known.Key, _newestName < known.End
                ? $"The chain ends before the place where it was last seen: this digest, until {KeyTime.ToDocument(known.End)}, and everything after it is gone."
                : "The digest with which the chain was last seen to end is missing.");
        }
    }

    /// <summary>The head that is worth remembering: only of a chain against which nothing speaks.</summary>
    public ChainHead? HeadToRemember() => Head is { } head && _links.IsSound && !_headChanged && (Known is not { } known || _seen.Contains(known))
        ? new ChainHead { Chain = Id.In(Bucket), Archive = _archive, Key = head.Key, Hash = head.Hash!, End = head.End }
        : null;

    public VerifiedChain ToReport(bool isStopped) => new()
    {
        Bucket = Bucket,
        Prefix = Name.Location.Prefix,
        OrganizationId = Name.Location.OrganizationId,
        AccountId = Name.Location.AccountId,
        Region = Name.Location.Region,
        Trail = Name.Trail,
        Start = Coverage.Start,
        End = Coverage.End,
        Stopped = isStopped,
        Digests = _digests,
        LogFiles = _logFiles,
        Events = _events,
        HeadKey = Head?.Key,
        HeadHash = Head?.Hash,
    };

    private void CompareWithKnownHead(DigestProof digest)
    {
        if (digest is { Hash: { } hash, Document.Bucket: var bucket } && _known.Find(head => head.Key == digest.Key && IsOf(head, bucket)) is { } known && hash != known.Hash)
        {
            _tally.Findings.Add(FindingKind.HeadChanged, FindingSeverity.Tampered, digest.Key,
                $"The digest is not the one that was seen here before: its hash was {known.Hash} and is {hash}.");
            _seen.Remove(known);
            _headChanged = true;
        }
    }

    /// <summary>Whether a head speaks of this chain: in the same archive whatever bucket its digests name now, and wherever a copy of the same bucket lies.</summary>
    private bool IsOf(ChainHead head, string bucket) => head.Archive == _archive || head.Chain == Id.In(bucket);

    private void Cover(DigestProof digest)
    {
        if (Coverage.End is { } end && digest.Start > end)
        {
            _tally.Findings.Add(FindingKind.CoverageGap, FindingSeverity.NotVerifiable, digest.Key,
                $"No digest of the chain covers the time from {KeyTime.ToDocument(end)} to {KeyTime.ToDocument(digest.Start)}.");
        }

        Coverage.Add(digest.Start, digest.End);
        if (digest.Document!.Previous is not null)
        {
            _rhythm.Add(digest.End - digest.Start);
        }
    }

    private void Count(DigestProof digest)
    {
        _digests++;
        _tally.Take(digest);
        foreach (var file in digest.LogFiles)
        {
            _logFiles++;
            if (file.Numbers is { } numbers)
            {
                _events += numbers.Events;
                Take(file.Listed.Key, numbers);
            }
            else
            {
                MissedFile();
            }
        }

        if (!digest.IsValid)
        {
            MissedFile();
        }
    }

    private void Take(string key, LogFileNumbers numbers)
    {
        foreach (var run in numbers.Runs)
        {
            _lastStream = run.Stream;
            LineOf(run.Stream, key).Add(run);
        }

        foreach (var gap in numbers.Gaps)
        {
            LineOf(gap.Stream, key).Add(gap);
            _tally.Take(key, gap);
        }

        if (numbers.Stop is { } stop)
        {
            LineOf(stop.Stream, key).Stopped(stop.Number);
        }
    }

    private void MissedFile()
    {
        foreach (var line in _numbers.Values)
        {
            line.Unread();
        }
    }

    private NumberLine LineOf(Guid stream, string key)
    {
        if (!_numbers.TryGetValue(stream, out var line))
        {
            _numbers.Add(stream, line = new NumberLine((kind, message) =>
                _tally.Findings.Add(kind, FindingSeverity.Tampered, null, $"{message} (Trail '{Id.Trail}', stream {stream:D}.)")));
        }

        return line;
    }
}
