using AuditTrail.Archive;
using AuditTrail.Archive.Verification;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive.Verification;

/// <summary>Digests that are signed by a trusted key and still say what no writer would.</summary>
public sealed class HostileDigestTests : IDisposable
{
    private readonly Damaged _archive = new(hours: 2);

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    [InlineData("a//b")]
    [InlineData("AWSLogs/../../x")]
    [InlineData("\0")]
    public async Task KeysThatLeaveTheArchiveNameNoFile(string key)
    {
        using var directory = new TemporaryDirectory();
        var onDisk = new DirectoryLogFileStore(directory.Path);
        using var archive = new ArchiveFixture(onDisk);
        archive.Start();
        archive.DigestUntil(archive.End.AddHours(1), document => document with { LogFiles = [File(key)] });

        var report = await new ArchiveVerifier(onDisk, TestKeys.Trusted, new() { To = archive.End }).VerifyAsync();

        Assert.Equal(VerificationVerdict.Tampered, report.Verdict);
        Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.LogFileMissing && finding.Key == key);
    }

    [Fact]
    public async Task ADigestThatFollowsItselfOrALaterOneEnds()
    {
        var last = _archive.Digests[^1];
        var first = _archive.Digests[0];
        var document = DigestDocument.Parse(GzipBytes.ContentOf(_archive.Store[first]));
        foreach (var loop in new[] { first, last })
        {
            _archive.Store.Remove(first);
            _archive.Archive.UseKey(TestKeys.First);
            _archive.Archive.PutDigest(first, document with { Previous = new() { Bucket = document.Bucket, Key = loop, HashValue = "00", Signature = "00" } });

            Assert.Equal(VerificationVerdict.Tampered, (await _archive.VerifyAsync()).Verdict);
        }
    }

    [Fact]
    public async Task ALogFileThatIsListedTwiceHasItsNumbersTwice()
    {
        _archive.Archive.DigestUntil(_archive.Archive.End.AddHours(1), document => document with
        {
            LogFiles = [.. DigestDocument.Parse(GzipBytes.ContentOf(_archive.Store[_archive.Digests[1]])).LogFiles],
        });

        await _archive.IsTamperedAsync(FindingKind.NumbersRepeated);
    }

    [Theory]
    [InlineData("yesterday", "2026-11-22T03:00:00Z")]
    [InlineData("2026-11-22T02:00:00Z", "")]
    [InlineData("2026-11-22T04:00:00Z", "2026-11-22T03:00:00Z")]
    [InlineData("2026-11-22T02:00:00Z", "2026-11-22T09:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z")]
    public async Task TimesThatAreNotThoseOfTheNameCoverNothing(string start, string end)
    {
        var key = _archive.Archive.DigestUntil(_archive.Archive.End.AddHours(1), document => document with { StartTime = start, EndTime = end });

        await _archive.HasAsync(FindingKind.DigestMalformed, VerificationVerdict.NotVerifiable, key);
    }

    [Fact]
    public async Task UnknownAlgorithmsAreNotVerifiable()
    {
        var digest = _archive.Archive.DigestUntil(_archive.Archive.End.AddHours(1), document => document with { DigestSignatureAlgorithm = "SHA1withRSA" });
        await _archive.HasAsync(FindingKind.AlgorithmUnknown, VerificationVerdict.NotVerifiable, digest);

        using var other = new Damaged(hours: 1);
        other.Archive.DigestUntil(other.Archive.End.AddHours(1), document => document with { LogFiles = [File("x") with { HashAlgorithm = "MD5" }] });
        await other.HasAsync(FindingKind.AlgorithmUnknown, VerificationVerdict.NotVerifiable, "x");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[[[[")]
    [InlineData("{\"logFiles\":7}")]
    [InlineData("{\"awsAccountId\":\"\\ud800\"}")]
    public async Task WhatIsNoDigestIsNamed(string content)
    {
        _archive.Store[_archive.Digests[1]] = GzipBytes.Of(content);

        await _archive.IsTamperedAsync(FindingKind.DigestMalformed, _archive.Digests[1]);
    }

    [Fact]
    public async Task ADeepDigestIsNamed()
    {
        _archive.Store[_archive.Digests[1]] = GzipBytes.Of(new string('[', 5_000_000));

        await _archive.IsTamperedAsync(FindingKind.DigestMalformed, _archive.Digests[1]);
    }

    [Fact]
    public async Task FindingsAreBoundedAndAllCounted()
    {
        for (var i = 0; i < 50; i++)
        {
            _archive.Store[$"foreign-{i}"] = [1];
            _archive.Store[$"AWSLogs/123456789012/CloudTrail/eu-central-1/{i}"] = [1];
        }

        var report = await _archive.VerifyAsync(new() { To = _archive.Archive.End, MaxFindings = 10 });

        Assert.Equal(20, report.Findings.Count);
        Assert.Equal(80, report.FindingsOmitted);
        Assert.Equal(50, report.FindingCounts[FindingKind.ForeignFile]);
        Assert.Equal(FindingSeverity.Tampered, report.Findings[0].Severity);
    }

    public void Dispose() => _archive.Dispose();

    private static DigestLogFile File(string key) => new() { Bucket = "audit-bucket", Key = key, HashValue = new string('0', 64) };
}
