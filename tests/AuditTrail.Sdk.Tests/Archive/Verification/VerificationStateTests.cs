using AuditTrail.Archive;
using AuditTrail.Archive.Verification;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive.Verification;

/// <summary>What was seen before is the witness against rollback.</summary>
public sealed class VerificationStateTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Damaged _archive = new();

    private string File => Path.Combine(_directory.Path, "state", "verify.json");

    [Fact]
    public async Task TheFirstRunRemembersAndTheNextGoesForward()
    {
        var first = await VerifyAsync();
        Assert.Equal((VerificationVerdict.Valid, true), (first.Verdict, first.RollbackChecked));

        _archive.Archive.Log();
        _archive.Archive.Digest();
        Assert.Equal(VerificationVerdict.Valid, (await VerifyAsync()).Verdict);
        Assert.Equal(1, VerificationState.Open(File).Count);
        Assert.False((await _archive.VerifyAsync()).RollbackChecked);
    }

    [Fact]
    public async Task GoingBackBehindTheHeadIsTamperingEveryTime()
    {
        await VerifyAsync();
        _archive.Store.Remove(_archive.Digests[^1]);
        foreach (var log in _archive.Logs.TakeLast(3))
        {
            _archive.Store.Remove(log);
        }

        // Failure forgets nothing: the second run finds it too.
        for (var run = 0; run < 2; run++)
        {
            var report = await VerifyAsync(_archive.Archive.End.AddHours(-1));
            Assert.Equal(VerificationVerdict.Tampered, report.Verdict);
            Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.RolledBack && finding.Key == _archive.Digests[^1]);
        }
    }

    [Fact]
    public async Task AnotherDigestAtTheHeadsPlaceIsTampering()
    {
        var head = _archive.Digests[^1];
        await VerifyAsync();
        var document = DigestDocument.Parse(GzipBytes.ContentOf(_archive.Store[head]));
        foreach (var log in document.LogFiles)
        {
            _archive.Store.Remove(log.Key);
        }

        _archive.Store.Remove(head);
        _archive.Archive.PutDigest(head, document with { LogFiles = [] });

        Assert.Equal(VerificationVerdict.Valid, (await _archive.VerifyAsync()).Verdict);
        for (var run = 0; run < 2; run++)
        {
            var report = await VerifyAsync();
            Assert.Equal(VerificationVerdict.Tampered, report.Verdict);
            Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.HeadChanged && finding.Key == head);
        }
    }

    [Fact]
    public async Task AChainThatIsGoneAltogetherIsTampering()
    {
        await VerifyAsync();
        foreach (var key in _archive.Store.Keys)
        {
            _archive.Store.Remove(key);
        }

        var report = await VerifyAsync();

        Assert.Equal(VerificationVerdict.Tampered, report.Verdict);
        Assert.Equal(1, report.FindingCounts[FindingKind.RolledBack]);
        Assert.Equal(1, VerificationState.Open(File).Count);
    }

    [Fact]
    public async Task OneFileServesSeveralArchives()
    {
        await VerifyAsync();
        var other = new MemoryLogFileStore { Location = "another place" };
        using var archive = ArchiveFixture.Written(other, hours: 2, trail: "payments");
        var state = VerificationState.Open(File);

        var report = await new ArchiveVerifier(other, TestKeys.Trusted, new() { To = archive.End, State = state }).VerifyAsync();

        Assert.Equal(VerificationVerdict.Valid, report.Verdict);
        Assert.Equal(2, state.Count);
    }

    [Fact]
    public async Task ACopyThatIsVerifiedElsewhereDoesNotMakeItForgetTheFirstPlace()
    {
        await VerifyAsync();
        var copy = new MemoryLogFileStore { Location = "a copy" };
        foreach (var key in _archive.Store.Keys)
        {
            copy[key] = _archive.Store[key];
            copy.SetMetadata(key, _archive.Store.MetadataOf(key));
        }

        var state = VerificationState.Open(File);
        Assert.Equal(VerificationVerdict.Valid, (await new ArchiveVerifier(copy, TestKeys.Trusted, new() { To = _archive.Archive.End, State = state }).VerifyAsync()).Verdict);
        state.Save();
        Assert.Equal(1, VerificationState.Open(File).Count);
        foreach (var key in _archive.Store.Keys)
        {
            _archive.Store.Remove(key);
        }

        Assert.Equal(VerificationVerdict.Tampered, (await VerifyAsync()).Verdict);
    }

    [Fact]
    public async Task AnArchiveThatWasSignedAgainForAnotherBucketIsTampering()
    {
        await VerifyAsync();
        var first = Assert.Single((await _archive.VerifyAsync()).Chains);
        foreach (var key in _archive.Store.Keys)
        {
            _archive.Store.Remove(key);
        }

        using var forged = ArchiveFixture.Written(_archive.Store, hours: 4, location: ArchiveFixture.SomeLocation with { Bucket = "another-bucket" });

        Assert.Equal(VerificationVerdict.Valid, (await _archive.VerifyAsync(new() { To = forged.End })).Verdict);
        for (var run = 0; run < 2; run++)
        {
            var report = await VerifyAsync(forged.End);
            Assert.Equal(VerificationVerdict.Tampered, report.Verdict);
            Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.RolledBack && finding.Key == first.HeadKey);
        }
    }

    [Fact]
    public async Task ARangeThatEndsEarlierDoesNotTakeTheHeadBack()
    {
        await VerifyAsync();
        Assert.Equal(VerificationVerdict.Valid, (await VerifyAsync(_archive.Archive.End.AddHours(-2))).Verdict);

        _archive.Store.Remove(_archive.Digests[^1]);
        Assert.Equal(VerificationVerdict.Tampered, (await VerifyAsync(_archive.Archive.End.AddHours(-2))).Verdict);
    }

    [Fact]
    public async Task ATamperedChainIsNotRemembered()
    {
        _archive.Store.Remove(_archive.Digests[2]);
        await VerifyAsync();

        Assert.Equal(0, VerificationState.Open(File).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("{\"sha256\":\"00\",\"content\":{\"heads\":[]}}")]
    public async Task ADamagedStateFileIsRefusedAndNotOverwritten(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, content);

        Assert.Contains(File, Assert.Throws<FormatException>(() => VerificationState.Open(File)).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _archive.Dispose();
        _directory.Dispose();
    }

    private async Task<VerificationReport> VerifyAsync(DateTimeOffset? to = null)
    {
        var state = VerificationState.Open(File);
        var report = await _archive.VerifyAsync(new() { To = to ?? _archive.Archive.End, State = state });
        state.Save();
        return report;
    }
}
