namespace AuditTrail.Archive.Verification;

/// <summary>Judges objects among the log files and digests that no digest lists.</summary>
internal sealed class UnlistedObjects(FileReader files, IReadOnlyCollection<Chain> chains, VerificationTally tally, DateTimeOffset? to)
{
    private const int MostOpened = 10_000;
    private const int MostEpochs = 64; // a trail whose cursor was lost more often is not recognised by its file names

    private readonly Dictionary<Chain, DateTimeOffset> _waiting = [];
    private int _opened;

    /// <summary>When the oldest file of a chain that waits for a digest was published; null when none waits.</summary>
    public DateTimeOffset? WaitingSince(Chain chain) => _waiting.TryGetValue(chain, out var time) ? time : null;

    public async Task JudgeAsync(string key, CancellationToken cancellationToken)
    {
        // Its content says whose it is, or that it is a missing file of another name.
        var file = _opened++ < MostOpened ? await files.ReadLogFileAsync(key, cancellationToken).ConfigureAwait(false) : null;
        if (file?.Hash is { } hash && tally.IsMissing(hash))
        {
            tally.Findings.Add(FindingKind.LogFileMoved, FindingSeverity.Tampered, key, "The content of a missing log file lies here, where no digest knows it.");
            return;
        }

        var time = PublishTime.Of(key);
        var owner = file?.Numbers?.First is { } first ? OwnerOf(key, first.Stream, first.Number) : ChainOf(DirectoryKey.ObjectOf(key));
        if (NewestOf(owner is not null ? [owner] : ChainsAround(key)) is { Coverage.End: { } end } newest && time.IsDueBy(end, newest.IsNumbered))
        {
            if (chains.Any(chain => chain.Unread.Touches(time.Earliest, time.Latest)))
            {
                tally.Findings.Add(FindingKind.ObjectUnlisted, FindingSeverity.NotVerifiable, key, "No digest that could be read lists the object.");
                return;
            }

            tally.Findings.Add(FindingKind.ObjectUnlisted, FindingSeverity.Tampered, key, time.IsKnown
                ? $"No digest lists the object, although digests reach until {KeyTime.ToDocument(end)}: it was put here by somebody else, or its digest is gone."
                : "No digest lists the object, and its key does not say when it was published: it is no log file of this archive.");
            return;
        }

        if (owner is not null && (!_waiting.TryGetValue(owner, out var since) || time.Earliest < since))
        {
            _waiting[owner] = time.Earliest;
        }

        tally.Findings.Add(FindingKind.NotYetDigested, to >= time.Latest ? FindingSeverity.NotVerifiable : FindingSeverity.Note, key,
            key.EndsWith(DirectoryKey.MetadataExtension, StringComparison.Ordinal)
                ? "The metadata of an object that is not there, newer than the newest digest: whoever wrote it was interrupted, or the object was removed."
                : "The log file is newer than the newest digest: nothing proves it yet.");
    }

    /// <summary>The chain of a digest of which only the metadata is there.</summary>
    private Chain? ChainOf(string key) => DigestKey.TryParse(key, out var digest) ? chains.FirstOrDefault(chain => chain.Id == ChainId.Of(digest)) : null;

    /// <summary>The chain of ours whose stream and numbers made the file's name.</summary>
    private Chain? OwnerOf(string key, Guid stream, long number)
    {
        if (!LogFileKey.TryParse(key, out var name))
        {
            return null;
        }

        var suffix = DigestKey.TrailNameOf("", stream);
        foreach (var chain in chains.Where(chain => chain.Name.Location == name.Location && chain.Id.Trail.EndsWith(suffix, StringComparison.Ordinal)))
        {
            var trail = chain.Id.Trail[..^suffix.Length];
            for (var epoch = 1; epoch <= MostEpochs; epoch++)
            {
                if (LogFileKey.UniqueOf(stream, trail, epoch, number) == name.Unique)
                {
                    return chain;
                }
            }
        }

        return null;
    }

    private IReadOnlyCollection<Chain> ChainsAround(string key)
    {
        var near = ArchivePath.TryParse(key, out var path) ? chains.Where(chain => chain.Name.Location == path.Location && chain.Coverage.End is not null).ToList() : [];
        return near.Count > 0 ? near : chains;
    }

    private static Chain? NewestOf(IReadOnlyCollection<Chain> candidates) => candidates.Where(static chain => chain.Coverage.End is not null).MaxBy(static chain => chain.Coverage.End);
}
