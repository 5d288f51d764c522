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

        var report = await new ArchiveVerifier(_store, TestKeys.Trusted, new() { From = ArchiveFixture.Begin, To = archive.End }).VerifyAsync();

        Assert.Empty(report.Findings);
        Assert.Equal(VerificationVerdict.Valid, report.Verdict);
        Assert.Equal((6, 6), (report.Digests, report.DigestsValid));
        Assert.Equal((12, 12), (report.LogFiles, report.LogFilesValid));
        Assert.Equal(36, report.Events);
    }
}
