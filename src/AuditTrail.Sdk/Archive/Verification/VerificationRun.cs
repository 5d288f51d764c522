namespace AuditTrail.Archive.Verification;

/// <summary>One verification: lists the store once, follows every chain, then judges what is left over.</summary>
internal sealed class VerificationRun : IDisposable
{
    private const int TailDigests = 2; // a final digest may be empty, and the one before it hold the stop

    private readonly ILogFileStore _store;
    private readonly ArchiveVerifierOptions _options;
    private readonly VerificationTally _tally;
    private readonly SortedDictionary<string, Chain> _chains = new(StringComparer.Ordinal);
    private readonly Dictionary<Chain, DigestSelection> _selections = [];
    private readonly ListedKeys _listed = new();
    private readonly List<string> _unlisted = [];
    private readonly FileReader _files;
    private readonly DigestPipeline _pipeline;
    private readonly CancellationToken _cancellationToken;

    public VerificationRun(
        ILogFileStore store, TrustedKeys keys, ArchiveVerifierOptions options, FileReader files, IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        _store = store;
        _options = options;
        _files = files;
        _cancellationToken = cancellationToken;
        _tally = new VerificationTally(options.MaxFindings, progress);
        var parallelism = options.Parallelism == 0 ? Environment.ProcessorCount : options.Parallelism;
        _pipeline = new DigestPipeline(new DigestCheck(files, keys, options.Bucket), new LogFileCheck(files), parallelism, Take, cancellationToken);
    }

    public async Task<VerificationReport> RunAsync()
    {
        try
        {
            await foreach (var stored in _store.ListAsync(_options.Prefix, after: null, _cancellationToken).ConfigureAwait(false))
            {
                _tally.Listed();
                await SortAsync(stored).ConfigureAwait(false);
            }

            foreach (var (name, key) in _selections.Values.SelectMany(static selection => selection.Tail()))
            {
                await _pipeline.AddAsync(name, key, DigestScope.Whole).ConfigureAwait(false);
            }

            await _pipeline.DrainAsync().ConfigureAwait(false);
        }
        finally
        {
            await _pipeline.AbandonAsync().ConfigureAwait(false);
        }

        var unlisted = new UnlistedObjects(_files, _chains.Values, _tally, _options.To);
        foreach (var key in _unlisted.Where(key => !_listed.Contains(key)))
        {
            await unlisted.JudgeAsync(key, _cancellationToken).ConfigureAwait(false);
        }

        return Conclude(unlisted);
    }

    public void Dispose() => _pipeline.Dispose();

    private async Task SortAsync(StoredObject stored)
    {
        switch (ObjectKinds.Of(stored, out var name))
        {
            case ArchiveObject.Digest:
                await TakeDigestAsync(name!, stored.Key).ConfigureAwait(false);
                break;
            case ArchiveObject.LogFile:
                await TakeLogFileAsync(stored.Key).ConfigureAwait(false);
                break;
            case ArchiveObject.Foreign:
                _tally.Findings.Add(FindingKind.ForeignFile, FindingSeverity.Warning, stored.Key, "The file does not belong to the archive.");
                break;
        }
    }

    private async Task TakeDigestAsync(DigestKey name, string key)
    {
        var chain = ChainOf(name);
        if (name.IsBackfill)
        {
            // It belongs to no chain, and may list log files of any time before.
            if (!(name.EndTime <= _options.From))
            {
                await _pipeline.AddAsync(name, key, DigestScope.Whole).ConfigureAwait(false);
            }

            return;
        }

        chain.Saw(key, name.EndTime);
        if (_selections[chain].Next(name, key) is { } scope)
        {
            await _pipeline.AddAsync(name, key, scope).ConfigureAwait(false);
        }
        else if (name.EndTime <= _options.From)
        {
            chain.Skip(key);
        }
    }

    private async Task TakeLogFileAsync(string key)
    {
        var time = PublishTime.Of(key);
        if (time.IsBefore(_options.From) || time.IsAfter(_options.To))
        {
            return;
        }

        // In the order of keys an account's digests come before most of its log files, so that few have to wait until the end.
        await _pipeline.DrainAsync().ConfigureAwait(false);
        if (!_listed.Contains(key))
        {
            _unlisted.Add(key);
        }
    }

    private Chain ChainOf(DigestKey name)
    {
        var id = ChainId.Of(name).In("");
        if (!_chains.TryGetValue(id, out var chain))
        {
            chain = new Chain(name, _tally, _options.From, _options.State?.Heads ?? [], _store.Location);
            _chains.Add(id, chain);
            _selections.Add(chain, new DigestSelection(_options.From, _options.To, TailDigests));
        }

        return chain;
    }

    private void Take(DigestProof digest)
    {
        foreach (var file in digest.Document?.LogFiles ?? [])
        {
            _listed.Add(file.Key);
        }

        ChainOf(digest.Name).Add(digest);
    }

    private VerificationReport Conclude(UnlistedObjects unlisted)
    {
        var chains = _chains.Values.ToList();
        var stopped = new HashSet<Chain>();
        foreach (var chain in chains)
        {
            chain.Finish();
            if (chain.IsStopped && unlisted.WaitingSince(chain) is null)
            {
                stopped.Add(chain);
            }
        }

        new RangeJudgement(_options, _tally.Findings).Judge(chains, stopped, unlisted);
        if (_options.State is { } state)
        {
            Remember(state, chains);
        }

        return new VerificationReport
        {
            Verdict = _tally.Findings.Verdict,
            Chains = [.. chains.Select(chain => chain.ToReport(stopped.Contains(chain)))],
            Findings = _tally.Findings.Kept,
            FindingCounts = _tally.Findings.Counts,
            FindingsOmitted = _tally.Findings.Omitted,
            Gaps = _tally.Gaps,
            Digests = _tally.Digests,
            DigestsValid = _tally.DigestsValid,
            LogFiles = _tally.LogFiles,
            LogFilesValid = _tally.LogFilesValid,
            Events = _tally.Events,
            Bytes = _tally.Bytes,
            RollbackChecked = _options.State is not null,
        };
    }

    private void Remember(VerificationState state, List<Chain> chains)
    {
        var found = chains.SelectMany(static chain => chain.KnownHeads).ToHashSet();
        foreach (var gone in state.Heads.Where(head => head.Archive == _store.Location && head.Key.StartsWith(_options.Prefix, StringComparison.Ordinal) && !found.Contains(head)))
        {
            _tally.Findings.Add(FindingKind.RolledBack, FindingSeverity.Tampered, gone.Key, $"The whole chain '{gone.Chain}' is gone; it was last seen to end at {KeyTime.ToDocument(gone.End)}.");
        }

        foreach (var head in chains.Select(chain => chain.HeadToRemember()).OfType<ChainHead>())
        {
            state.Advance(head);
        }
    }
}
