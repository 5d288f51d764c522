using AuditTrail.Archive;
using AuditTrail.Archive.Verification;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive.Verification;

/// <summary>What is done to the files of an archive as a whole is found and named.</summary>
public sealed class DamagedChainTests : IDisposable
{
    private readonly Damaged _archive = new();

    [Fact]
    public async Task ADeletedLogFileIsNamed()
    {
        _archive.Store.Remove(_archive.Logs[4]);

        await _archive.IsTamperedAsync(FindingKind.LogFileMissing, _archive.Logs[4]);
    }

    [Fact]
    public async Task AMovedLogFileIsNamedAtBothItsPlaces()
    {
        var to = _archive.Logs[4].Replace("T01", "T02", StringComparison.Ordinal);
        _archive.Store.Move(_archive.Logs[4], to);

        await _archive.IsTamperedAsync(FindingKind.LogFileMissing, _archive.Logs[4]);
        await _archive.IsTamperedAsync(FindingKind.LogFileMoved, to);
    }

    [Fact]
    public async Task SwappedLogFilesAreNamed()
    {
        _archive.Store.Swap(_archive.Logs[3], _archive.Logs[4]);

        await _archive.IsTamperedAsync(FindingKind.LogFileSwapped, _archive.Logs[3]);
        await _archive.IsTamperedAsync(FindingKind.LogFileSwapped, _archive.Logs[4]);
    }

    [Fact]
    public async Task AnInsertedLogFileIsNamed()
    {
        var inserted = _archive.Logs[4][..^12] + "AAAA.json.gz";
        _archive.Store[inserted] = _archive.Store[_archive.Logs[4]];

        await _archive.IsTamperedAsync(FindingKind.ObjectUnlisted, inserted);
    }

    [Fact]
    public async Task AnInsertedLogFileOfTheMinuteInWhichTheNewestDigestEndedIsNamed()
    {
        _archive.Archive.Stop();
        var inserted = _archive.Logs[^1][..^12] + "AAAA.json.gz";
        _archive.Store[inserted] = GzipBytes.Of("{\"Records\":[]}");

        await _archive.IsTamperedAsync(FindingKind.ObjectUnlisted, inserted);
        await _archive.IsTamperedAsync(FindingKind.ObjectUnlisted, inserted, new());
    }

    [Fact]
    public async Task MetadataAloneIsComparedWithTheNewestDigestByItsObjectsTime()
    {
        var key = new DigestKey { Location = _archive.Archive.Location, Trail = _archive.Archive.DigestTrail, HomeRegion = _archive.Archive.Location.Region, EndTime = _archive.Archive.End.AddMinutes(-1) };
        _archive.Store[key + ".metadata.json"] = [1];
        await _archive.IsTamperedAsync(FindingKind.ObjectUnlisted, key + ".metadata.json");
        _archive.Store.Remove(key + ".metadata.json");

        // What a writer leaves that was interrupted between a digest's metadata and the digest.
        key = key with { EndTime = _archive.Archive.End.AddHours(1) };
        _archive.Store[key + ".metadata.json"] = [1];
        await _archive.HasAsync(FindingKind.NotYetDigested, VerificationVerdict.Valid, key + ".metadata.json", new() { TimeProvider = ClockAt(_archive.Archive.End) });
        await _archive.HasAsync(FindingKind.NotYetDigested, VerificationVerdict.NotVerifiable, key + ".metadata.json", new() { To = _archive.Archive.End.AddHours(2) });
    }

    [Theory]
    [InlineData("AWSLogs/123456789012/CloudTrail/eu-central-1/2026/11/22/notes.txt")]
    [InlineData("AWSLogs/123456789012/CloudTrail/x")]
    [InlineData("AWSLogs/123456789012/CloudTrail-Digest/eu-central-1/2026/11/21/odd.json.gz")]
    [InlineData("AWSLogs/123456789012/CloudTrail-Insight/eu-central-1/whatever")]
    [InlineData("AWSLogs/210987654321/CloudTrail/eu-west-1/2026/11/20/210987654321_CloudTrail_eu-west-1_20261120T0000Z_0123456789abcdef.json.gz")]
    [InlineData("deep/below/AWSLogs/o-0123456789/123456789012/CloudTrail-New/eu-central-1/2026/11/20/x")]
    public async Task AnyObjectAmongTheLogFilesThatNoDigestListsIsNamed(string key)
    {
        _archive.Store[key] = [1, 2, 3];

        await _archive.IsTamperedAsync(FindingKind.ObjectUnlisted, key);
    }

    [Theory]
    [InlineData("AWSLogs/123456789012/CloudTrail/eu-central-1/9999/12/31/123456789012_CloudTrail_eu-central-1_99991231T2359Z_0123456789abcdef.json.gz")]
    [InlineData("AWSLogs/123456789012/CloudTrail/eu-central-1/9999/12/31/notes.txt")]
    [InlineData("AWSLogs/123456789012/CloudTrail-Digest/eu-central-1/9999/12/31/123456789012_CloudTrail-Digest_eu-central-1_orders_eu-central-1_99991231T235959Z.json.gz.metadata.json")]
    public async Task ANameFromTheEndOfTimeIsNewerThanEveryDigest(string key)
    {
        _archive.Store[key] = [1, 2, 3];

        await _archive.HasAsync(FindingKind.NotYetDigested, VerificationVerdict.Valid, key, new() { TimeProvider = ClockAt(_archive.Archive.End) });
    }

    [Theory]
    [InlineData("readme.txt")]
    [InlineData("AWSLogs/123456789012/elasticloadbalancing/eu-central-1/x.log")]
    [InlineData("AWSLogs/123456789012/CloudTrail-Lake/Query/2026/11/22/x/result_sign.json")]
    public async Task OtherFilesAreWarningsThatChangeNothing(string key)
    {
        _archive.Store[key] = [1, 2, 3];

        await _archive.HasAsync(FindingKind.ForeignFile, VerificationVerdict.Valid, key);
    }

    [Fact]
    public async Task ADeletedDigestInTheMiddleIsNamed()
    {
        _archive.Store.Remove(_archive.Digests[2]);

        await _archive.IsTamperedAsync(FindingKind.DigestMissing, _archive.Digests[2]);
    }

    [Fact]
    public async Task TheOldestDigestDeletedIsNamedUnlessTheRangeBeginsLater()
    {
        _archive.Store.Remove(_archive.Digests[0]);

        await _archive.IsTamperedAsync(FindingKind.DigestMissing, _archive.Digests[0]);
        var later = new ArchiveVerifierOptions { From = ArchiveFixture.Begin.AddMinutes(30), To = _archive.Archive.End };
        Assert.Equal(VerificationVerdict.Valid, (await _archive.VerifyAsync(later)).Verdict);
    }

    [Fact]
    public async Task AMovedDigestIsNamed()
    {
        var to = _archive.Digests[2].Replace("T020000Z", "T023000Z", StringComparison.Ordinal);
        _archive.Store.Move(_archive.Digests[2], to);

        await _archive.IsTamperedAsync(FindingKind.DigestMoved, to);
        await _archive.IsTamperedAsync(FindingKind.DigestMissing, _archive.Digests[2]);
    }

    [Fact]
    public async Task SwappedDigestsAreNamed()
    {
        _archive.Store.Swap(_archive.Digests[1], _archive.Digests[2]);

        await _archive.IsTamperedAsync(FindingKind.DigestMoved, _archive.Digests[1]);
    }

    [Fact]
    public async Task ADigestThatIsSignedAgainWithTheRightKeyIsNamed()
    {
        // It lists one log file fewer, and that file is gone: every signature is right.
        var key = _archive.Digests[2];
        var document = DigestDocument.Parse(GzipBytes.ContentOf(_archive.Store[key]));
        _archive.Store.Remove(key);
        _archive.Store.Remove(document.LogFiles[1].Key);
        _archive.Archive.UseKey(TestKeys.First);
        _archive.Archive.PutDigest(key, document with { LogFiles = [document.LogFiles[0], document.LogFiles[2]] });

        await _archive.IsTamperedAsync(FindingKind.DigestReplaced, key);
        await _archive.IsTamperedAsync(FindingKind.NumbersMissing);

        // Also when the range ends with it: the next one is asked.
        await _archive.IsTamperedAsync(FindingKind.DigestReplaced, key, new() { To = ArchiveFixture.Begin.AddHours(2) });
    }

    [Fact]
    public async Task ADigestOfAStrangersKeyIsNotProven()
    {
        var key = _archive.Digests[2];
        var document = DigestDocument.Parse(GzipBytes.ContentOf(_archive.Store[key]));
        using var stranger = TestKeys.SignerOf(TestKeys.Stranger);
        _archive.Store.Remove(key);
        _archive.Archive.UseKey(TestKeys.Stranger);
        _archive.Archive.PutDigest(key, document with { PublicKeyFingerprint = stranger.Fingerprint });

        await _archive.IsTamperedAsync(FindingKind.KeyUnknown, key);
        await _archive.IsTamperedAsync(FindingKind.DigestReplaced, key);
    }

    [Fact]
    public async Task AKeyThatWasNotGivenLeavesItsDigestsUnproven()
    {
        _archive.Keys = TestKeys.TrustedOf(TestKeys.First);
        await _archive.HasAsync(FindingKind.KeyUnknown, VerificationVerdict.NotVerifiable, _archive.Digests[5]);

        _archive.Keys = TrustedKeys.None;
        await _archive.HasAsync(FindingKind.NoDigests, VerificationVerdict.NotVerifiable);
    }

    [Fact]
    public async Task ASignatureThatIsMissingOrWrongOrAnothersIsNamed()
    {
        var key = _archive.Digests[2];
        var sound = _archive.Store.MetadataOf(key);

        _archive.Store.SetMetadata(key, new Dictionary<string, string>(StringComparer.Ordinal));
        await _archive.IsTamperedAsync(FindingKind.SignatureMissing, key);

        foreach (var wrong in new[] { "", "zz", "00", sound["signature"][..^2] + "00", _archive.Store.MetadataOf(_archive.Digests[3])["signature"] })
        {
            _archive.Store.SetMetadata(key, new Dictionary<string, string>(sound, StringComparer.Ordinal) { ["signature"] = wrong });
            await _archive.IsTamperedAsync(wrong.Length == 0 ? FindingKind.SignatureMissing : FindingKind.SignatureWrong, key);
        }

        _archive.Store.SetMetadata(key, new Dictionary<string, string>(sound, StringComparer.Ordinal) { ["signature-algorithm"] = "none" });
        await _archive.IsTamperedAsync(FindingKind.SignatureWrong, key);
    }

    [Fact]
    public async Task TheNewestDigestRemovedIsIncompleteInARangeAndStaleWithoutOne()
    {
        _archive.Store.Remove(_archive.Digests[^1]);

        await _archive.HasAsync(FindingKind.CoverageGap, VerificationVerdict.NotVerifiable);
        var clock = new ManualTimeProvider();
        clock.SetWallClock(_archive.Archive.End.AddHours(1).AddSeconds(1));
        await _archive.HasAsync(FindingKind.ChainStale, VerificationVerdict.Stale, options: new() { TimeProvider = clock });
    }

    [Fact]
    public async Task NoDigestAtAllIsNotVerifiable()
    {
        foreach (var digest in _archive.Digests)
        {
            _archive.Store.Remove(digest);
        }

        await _archive.HasAsync(FindingKind.NoDigests, VerificationVerdict.NotVerifiable, options: new());
    }

    [Fact]
    public async Task AChainThatBeginsASecondTimeIsNamed()
    {
        _archive.Archive.ForgetChain();
        var second = _archive.Archive.Digest();

        await _archive.IsTamperedAsync(FindingKind.ChainRestarted, second);
    }

    [Fact]
    public async Task ALogFileOfAnotherBucketIsNotVerifiable()
    {
        _archive.Archive.DigestUntil(_archive.Archive.End.AddHours(1), document => document with
        {
            LogFiles = [new() { Bucket = "elsewhere", Key = _archive.Logs[0], HashValue = new string('0', 64) }],
        });

        await _archive.HasAsync(FindingKind.LogFileElsewhere, VerificationVerdict.NotVerifiable, _archive.Logs[0]);
    }

    [Fact]
    public async Task ADigestOfAnotherBucketIsNamedWhereTheBucketIsKnown()
    {
        await _archive.HasAsync(FindingKind.DigestMoved, VerificationVerdict.Tampered, _archive.Digests[0], new() { Bucket = "another-bucket", To = _archive.Archive.End });
        Assert.Equal(VerificationVerdict.Valid, (await _archive.VerifyAsync(new() { Bucket = "audit-bucket", To = _archive.Archive.End })).Verdict);
    }

    [Fact]
    public async Task AFileThatTheStoreCannotReadIsNotVerifiable()
    {
        foreach (var unreadable in new[] { _archive.Logs[2], _archive.Digests[2] })
        {
            _archive.Store.OnOpen = key =>
            {
                if (key == unreadable)
                {
                    throw new UnauthorizedAccessException("Access is denied.");
                }
            };

            await _archive.HasAsync(FindingKind.FileUnreadable, VerificationVerdict.NotVerifiable, unreadable);
        }
    }

    public void Dispose() => _archive.Dispose();

    private static ManualTimeProvider ClockAt(DateTimeOffset now)
    {
        var clock = new ManualTimeProvider();
        clock.SetWallClock(now);
        return clock;
    }
}
