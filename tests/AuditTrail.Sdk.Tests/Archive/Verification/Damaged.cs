using AuditTrail.Archive.Verification;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive.Verification;

/// <summary>An archive of five hours, a hand that damages it, and what the verifier says.</summary>
internal sealed class Damaged : IDisposable
{
    public Damaged(int hours = 5) => Archive = ArchiveFixture.Written(Store, hours);

    public MemoryLogFileStore Store { get; } = new();

    public ArchiveFixture Archive { get; }

    public IReadOnlyList<string> Logs => Archive.LogKeys;

    public IReadOnlyList<string> Digests => Archive.DigestKeys;

    public TrustedKeys Keys { get; set; } = TestKeys.Trusted;

    /// <summary>Verifies the range that the archive covers.</summary>
    public Task<VerificationReport> VerifyAsync(ArchiveVerifierOptions? options = null) =>
        new ArchiveVerifier(Store, Keys, options ?? new() { To = Archive.End }).VerifyAsync();

    /// <summary>Verifies, and holds that exactly one finding of weight comes out.</summary>
    public async Task HasAsync(FindingKind kind, VerificationVerdict verdict, string? key = null, ArchiveVerifierOptions? options = null)
    {
        var report = await VerifyAsync(options);
        Assert.Equal(verdict, report.Verdict);
        Assert.Contains(report.Findings, finding => finding.Kind == kind && (key is null || finding.Key == key));
    }

    public Task IsTamperedAsync(FindingKind kind, string? key = null, ArchiveVerifierOptions? options = null) =>
        HasAsync(kind, VerificationVerdict.Tampered, key, options);

    public void Dispose() => Archive.Dispose();
}
