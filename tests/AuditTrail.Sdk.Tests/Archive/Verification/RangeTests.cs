using AuditTrail.Archive.Verification;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive.Verification;

/// <summary>What <c>From</c> and <c>To</c> ask for, what is stale, and what a clean stop excuses.</summary>
public sealed class RangeTests : IDisposable
{
    private readonly Damaged _archive = new();
    private readonly ManualTimeProvider _clock = new();

    private DateTimeOffset End => _archive.Archive.End;

    [Fact]
    public async Task WithoutARangeAnArchiveIsStaleAfterTwoIntervals()
    {
        Assert.Equal(VerificationVerdict.Valid, await VerdictAtAsync(End));
        Assert.Equal(VerificationVerdict.Valid, await VerdictAtAsync(End.AddHours(2)));
        Assert.Equal(VerificationVerdict.Stale, await VerdictAtAsync(End.AddHours(2).AddSeconds(1)));
    }

    [Fact]
    public async Task TheIntervalIsTheOneThatTheDigestsShow()
    {
        var store = new MemoryLogFileStore();
        using var archive = new ArchiveFixture(store) { Interval = TimeSpan.FromMinutes(10) };
        archive.Start();
        archive.Digest();
        archive.Digest();
        archive.Digest();

        _clock.SetWallClock(archive.End.AddMinutes(20));
        Assert.Equal(VerificationVerdict.Valid, (await new ArchiveVerifier(store, TestKeys.Trusted, new() { TimeProvider = _clock }).VerifyAsync()).Verdict);
        _clock.SetWallClock(archive.End.AddMinutes(21));
        Assert.Equal(VerificationVerdict.Stale, (await new ArchiveVerifier(store, TestKeys.Trusted, new() { TimeProvider = _clock }).VerifyAsync()).Verdict);
    }

    [Fact]
    public async Task AfterACleanStopNothingIsStale()
    {
        _archive.Archive.Stop();

        var report = await VerifyAtAsync(End.AddDays(400));

        Assert.Equal(VerificationVerdict.Valid, report.Verdict);
        Assert.True(Assert.Single(report.Chains).Stopped);
    }

    [Fact]
    public async Task ATrailThatRanOnAfterItsStopIsStaleAgain()
    {
        _archive.Archive.Stop();
        _archive.Archive.Now = End.AddDays(3);
        var log = _archive.Archive.Log();

        // Its digest is due one interval after it, not three days ago.
        var report = await VerifyAtAsync(_archive.Archive.Now.AddHours(1));
        Assert.Equal(VerificationVerdict.Valid, report.Verdict);
        Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.NotYetDigested && finding.Key == log);
        Assert.False(Assert.Single(report.Chains).Stopped);
        Assert.Equal(VerificationVerdict.Stale, await VerdictAtAsync(_archive.Archive.Now.AddHours(3)));
    }

    [Fact]
    public async Task WithARangeNothingIsStaleButEveryInstantMustBeCovered()
    {
        _archive.Archive.Stop();

        Assert.Equal(VerificationVerdict.Valid, await VerdictOfAsync(new() { To = End }));
        Assert.Equal(VerificationVerdict.NotVerifiable, await VerdictOfAsync(new() { To = End.AddSeconds(1) }));
        Assert.Equal(VerificationVerdict.Valid, await VerdictOfAsync(new() { From = ArchiveFixture.Begin, To = End }));
        Assert.Equal(VerificationVerdict.NotVerifiable, await VerdictOfAsync(new() { From = ArchiveFixture.Begin.AddSeconds(-1), To = End }));
        Assert.Equal(VerificationVerdict.NotVerifiable, await VerdictOfAsync(new() { From = End.AddDays(1), To = End.AddDays(2) }));
        Assert.Equal(VerificationVerdict.NotVerifiable, await VerdictOfAsync(new() { To = ArchiveFixture.Begin }));
        Assert.Equal(VerificationVerdict.NotVerifiable, await VerdictOfAsync(new() { To = ArchiveFixture.Begin.AddDays(-1) }));
        Assert.Equal(VerificationVerdict.Valid, await VerdictOfAsync(new() { To = ArchiveFixture.Begin.AddSeconds(1) }));
    }

    [Fact]
    public async Task OnlyFilesOfTheRangeAreLookedAt()
    {
        _archive.Store[_archive.Logs[0]] = [1];
        _archive.Store[_archive.Logs[^1]] = [1];

        var report = await _archive.VerifyAsync(new() { From = ArchiveFixture.Begin.AddHours(1), To = ArchiveFixture.Begin.AddHours(3) });

        Assert.Equal(VerificationVerdict.Valid, report.Verdict);
        Assert.Equal(2, report.Digests);
    }

    [Fact]
    public async Task ARangeThatBeginsExactlyAtADigestStillNeedsTheOneBefore()
    {
        _archive.Store.Remove(_archive.Digests[1]);

        await _archive.IsTamperedAsync(FindingKind.DigestMissing, _archive.Digests[1], new() { From = ArchiveFixture.Begin.AddHours(1), To = End });
        Assert.Equal(VerificationVerdict.Valid, await VerdictOfAsync(new() { From = ArchiveFixture.Begin.AddHours(1).AddSeconds(1), To = End }));
    }

    [Fact]
    public async Task ALogFileThatIsNotDigestedYetCountsOnlyWhereTheRangeCoversIt()
    {
        var log = _archive.Archive.Log();

        await _archive.HasAsync(FindingKind.NotYetDigested, VerificationVerdict.Valid, log, new() { TimeProvider = At(End) });
        await _archive.HasAsync(FindingKind.NotYetDigested, VerificationVerdict.NotVerifiable, log, new() { To = End.AddMinutes(30) });
        Assert.Equal(VerificationVerdict.Valid, await VerdictOfAsync(new() { To = End }));
    }

    [Fact]
    public async Task AChainThatEndsBeforeTheOthersIsIncompleteUnlessItWasStopped()
    {
        using var other = new ArchiveFixture(_archive.Store, "payments", stream: Guid.Parse("77777777-c4d5-7e6f-8a9b-0c1d2e3f4a5b"));
        other.Start();
        other.Log();
        other.Digest();

        await _archive.HasAsync(FindingKind.CoverageGap, VerificationVerdict.NotVerifiable);
        var late = new ArchiveVerifierOptions { From = End.AddMinutes(-30), To = End };
        await _archive.HasAsync(FindingKind.CoverageGap, VerificationVerdict.NotVerifiable, options: late);

        other.Stop();
        Assert.Equal(VerificationVerdict.Valid, await VerdictOfAsync(new() { To = End }));
        Assert.Equal(VerificationVerdict.Valid, await VerdictOfAsync(late));
    }

    [Fact]
    public async Task AnUndigestedFileIsComparedWithTheChainThatWroteIt()
    {
        // The other instance's newest digest is much older, and this file of it waits for the next one.
        using var other = new ArchiveFixture(_archive.Store, "orders", stream: Guid.Parse("77777777-c4d5-7e6f-8a9b-0c1d2e3f4a5b"));
        other.Start();
        other.Log();
        other.Digest();
        other.Now = End.AddMinutes(-10);
        var waiting = other.Log();

        var report = await VerifyAtAsync(End);

        Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.NotYetDigested && finding.Key == waiting);
        Assert.Equal(VerificationVerdict.Stale, report.Verdict);
    }

    [Fact]
    public void AnEmptyRangeIsRefused() =>
        Assert.Throws<ArgumentException>(() => new ArchiveVerifier(_archive.Store, TestKeys.Trusted, new() { From = End, To = End }));

    public void Dispose() => _archive.Dispose();

    private ManualTimeProvider At(DateTimeOffset now)
    {
        _clock.SetWallClock(now);
        return _clock;
    }

    private Task<VerificationReport> VerifyAtAsync(DateTimeOffset now) => _archive.VerifyAsync(new() { TimeProvider = At(now) });

    private async Task<VerificationVerdict> VerdictAtAsync(DateTimeOffset now) => (await VerifyAtAsync(now)).Verdict;

    private async Task<VerificationVerdict> VerdictOfAsync(ArchiveVerifierOptions options) => (await _archive.VerifyAsync(options)).Verdict;
}
