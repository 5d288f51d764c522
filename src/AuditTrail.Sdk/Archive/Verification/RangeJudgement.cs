namespace AuditTrail.Archive.Verification;

/// <summary>Judges whether the digests reach as far as they should.</summary>
internal sealed class RangeJudgement(ArchiveVerifierOptions options, FindingLog findings)
{
    public void Judge(IReadOnlyList<Chain> chains, IReadOnlySet<Chain> stopped, UnlistedObjects unlisted)
    {
        if (!chains.Any(static chain => chain.Head is not null))
        {
            findings.Add(FindingKind.NoDigests, FindingSeverity.NotVerifiable, null, chains.Count == 0
                ? "There is no digest: nothing can be proven."
                : "There is no digest in the range that can be proven.");
            return;
        }

        if (options.To is { } to)
        {
            JudgeCoverage(chains, stopped, to);
            return;
        }

        var now = options.TimeProvider.GetUtcNow();
        foreach (var chain in chains.Where(chain => !stopped.Contains(chain)))
        {
            JudgeAge(chain, unlisted.WaitingSince(chain), now);
        }
    }

    private void JudgeCoverage(IReadOnlyList<Chain> chains, IReadOnlySet<Chain> stopped, DateTimeOffset to)
    {
        var all = new Coverage();
        foreach (var chain in chains)
        {
            all.Add(chain.Coverage);
            if (chain.Coverage is { Start: { } start, End: { } end } && end < to && start < to && !stopped.Contains(chain))
            {
                findings.Add(FindingKind.CoverageGap, FindingSeverity.NotVerifiable, null,
                    $"The digests of the trail '{chain.Id.Trail}' ({chain.Name.Location.AccountId}, {chain.Name.Location.Region}) end at {KeyTime.ToDocument(end)}, before the end of the range at {KeyTime.ToDocument(to)}.");
            }
        }

        if (all.Start >= to)
        {
            findings.Add(FindingKind.NoDigests, FindingSeverity.NotVerifiable, null, $"The oldest digest begins at {KeyTime.ToDocument(all.Start.Value)}, not before the end of the range at {KeyTime.ToDocument(to)}: nothing in the range is proven.");
            return;
        }

        foreach (var (from, until) in all.Holes(options.From ?? all.Start ?? to, to))
        {
            findings.Add(FindingKind.CoverageGap, FindingSeverity.NotVerifiable, null, $"No digest covers the time from {KeyTime.ToDocument(from)} to {KeyTime.ToDocument(until)}.");
        }
    }

    private void JudgeAge(Chain chain, DateTimeOffset? waitingSince, DateTimeOffset now)
    {
        if (chain.Coverage.End is not { } end)
        {
            return;
        }

        // After a stop the next digest is due from the first log file on that came after it.
        var since = chain.IsStopped && waitingSince > end ? waitingSince.Value : end;
        if (now - since > chain.Interval * 2)
        {
            findings.Add(FindingKind.ChainStale, FindingSeverity.Stale, chain.Head?.Key,
                $"The newest digest of the trail '{chain.Id.Trail}' ({chain.Name.Location.AccountId}, {chain.Name.Location.Region}) ended at {KeyTime.ToDocument(end)}, " +
                $"more than two intervals of {chain.Interval:c} ago, and the trail was not stopped: the end of the archive may have been removed, or its writer stands still.");
        }
    }
}
