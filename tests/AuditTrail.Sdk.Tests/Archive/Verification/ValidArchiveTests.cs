using AuditTrail.Archive;
using AuditTrail.Archive.Verification;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive.Verification;

public sealed class ValidArchiveTests
{
    private readonly MemoryLogFileStore _store = new();

    [Fact]
    public async Task AnArchiveOfSeveralHoursWithARotationAndEmptyHoursIsValid()
    {
        using var archive = ArchiveFixture.Written(_store, hours: 5);

        var report = await VerifyAsync(_store, archive.End);

        Assert.Empty(report.Findings);
        Assert.Equal((VerificationVerdict.Valid, 0), (report.Verdict, report.ExitCode));
        Assert.Equal((6, 6), (report.Digests, report.DigestsValid));
        Assert.Equal((12, 12), (report.LogFiles, report.LogFilesValid));
        Assert.Equal(36, report.Events);
        var chain = Assert.Single(report.Chains);
        Assert.Equal((ArchiveFixture.Begin, archive.End, "audit-bucket", "orders-0191a2b3"), (chain.Start, chain.End, chain.Bucket, chain.Trail));
        Assert.Equal(archive.DigestKeys[^1], chain.HeadKey);
        Assert.Equal(64, chain.HeadHash?.Length);
    }

    [Fact]
    public async Task EveryTrailOfABucketIsVerifiedWithItsPrefixAndOrganization()
    {
        using var one = ArchiveFixture.Written(_store, hours: 3);
        using var two = ArchiveFixture.Written(_store, hours: 3, trail: "with_underscore", location: ArchiveFixture.SomeLocation with { Region = "us-east-1" }, stream: Guid.Parse("22222222-c4d5-7e6f-8a9b-0c1d2e3f4a5b"));
        using var three = ArchiveFixture.Written(_store, hours: 3, location: ArchiveFixture.SomeLocation with { Prefix = "audit/logs", OrganizationId = "o-0123456789" });

        var report = await VerifyAsync(_store, one.End);

        Assert.Empty(report.Findings);
        Assert.Equal(3, report.Chains.Count);
        Assert.Equal(18, report.LogFilesValid);
        Assert.Contains(report.Chains, chain => chain is { Prefix: "audit/logs", OrganizationId: "o-0123456789" });

        var below = await new ArchiveVerifier(_store, TestKeys.Trusted, new() { To = one.End, Prefix = "audit/" }).VerifyAsync();
        Assert.Equal((VerificationVerdict.Valid, 1), (below.Verdict, below.Chains.Count));
    }

    [Fact]
    public async Task ACopiedDirectoryIsVerifiedWhateverItsName()
    {
        using var directory = new TemporaryDirectory();
        var written = Path.Combine(directory.Path, "written");
        using var archive = ArchiveFixture.Written(new DirectoryLogFileStore(written), hours: 2);
        Directory.Move(written, Path.Combine(directory.Path, "a copy"));

        var report = await VerifyAsync(new DirectoryLogFileStore(Path.Combine(directory.Path, "a copy")), archive.End);

        Assert.Empty(report.Findings);
        Assert.Equal(VerificationVerdict.Valid, report.Verdict);
    }

    [Fact]
    public async Task TheVerdictDoesNotDependOnHowManyFilesAreReadAtATime()
    {
        using var archive = ArchiveFixture.Written(_store, hours: 40);
        _store.Remove(archive.LogKeys[20]);
        var findings = new List<IEnumerable<VerificationFinding>>();

        foreach (var parallelism in new[] { 1, 2, 16 })
        {
            var progress = new List<VerificationProgress>();
            var verifier = new ArchiveVerifier(_store, TestKeys.Trusted, new() { To = archive.End, Parallelism = parallelism });
            var report = await verifier.VerifyAsync(new Told(progress));
            findings.Add(report.Findings);
            Assert.Equal(report.Digests, progress[^1].Digests);
        }

        Assert.Single(findings[0]);
        Assert.All(findings, other => Assert.Equal(findings[0], other));
    }

    [Fact]
    public async Task ACancelledVerificationEnds()
    {
        using var archive = ArchiveFixture.Written(_store, hours: 5);
        using var cancelled = new CancellationTokenSource();
        _store.OnOpen = _ => cancelled.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new ArchiveVerifier(_store, TestKeys.Trusted, new() { To = archive.End }).VerifyAsync(cancellationToken: cancelled.Token));
    }

    private static Task<VerificationReport> VerifyAsync(ILogFileStore store, DateTimeOffset to) =>
        new ArchiveVerifier(store, TestKeys.Trusted, new() { To = to }).VerifyAsync();

    private sealed class Told(List<VerificationProgress> all) : IProgress<VerificationProgress>
    {
        public void Report(VerificationProgress value) => all.Add(value);
    }
}
