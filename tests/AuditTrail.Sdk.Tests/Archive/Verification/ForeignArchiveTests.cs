using System.Security.Cryptography;
using System.Text;
using AuditTrail.Archive;
using AuditTrail.Archive.Verification;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive.Verification;

/// <summary>An archive as AWS writes it: real records without numbers, AWS's key list, backfill, a logging that was stopped for a while.</summary>
public sealed class ForeignArchiveTests : IDisposable
{
    private static readonly ArchiveLocation Location = new() { Bucket = "aws-cloudtrail-logs", AccountId = "218007301253", Region = "us-east-1" };

    private readonly MemoryLogFileStore _store = new();
    private readonly ArchiveFixture _archive;

    public ForeignArchiveTests()
    {
        _archive = new ArchiveFixture(_store, location: Location) { DigestTrail = "management_events", IsForeign = true, Now = Time("20230710T1100Z") };
        _archive.DigestUntil(Time("20230710T1130Z"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "TestData", "cloudtrail"), "*.json").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            while (Time(name.Split('_')[3]) >= _archive.End.AddHours(1))
            {
                _archive.DigestUntil(_archive.End.AddHours(1));
            }

            _archive.Put($"AWSLogs/218007301253/CloudTrail/us-east-1/2023/07/10/{name}.gz", File.ReadAllText(file));
        }

        _archive.DigestUntil(_archive.End.AddHours(1));
        _archive.Now = _archive.End;
    }

    [Fact]
    public async Task RealRecordsAreCountedAndNeedNoNumbers()
    {
        var report = await VerifyAsync();

        Assert.Empty(report.Findings);
        Assert.Equal(VerificationVerdict.Valid, report.Verdict);
        Assert.Equal(28, report.LogFilesValid);
        Assert.True(report.Events > 28);
        Assert.Equal("management_events", Assert.Single(report.Chains).Trail);
    }

    [Fact]
    public async Task ALogFileOfTheMinuteInWhichADigestEndedMayWaitForTheNextOne()
    {
        _archive.DigestUntil(_archive.End.AddMinutes(30.5));
        var late = $"AWSLogs/218007301253/CloudTrail/us-east-1/{_archive.End:yyyy'/'MM'/'dd}/218007301253_CloudTrail_us-east-1_{_archive.End:yyyyMMdd'T'HHmm'Z'}_0123456789abcdef.json.gz";
        _store[late] = GzipBytes.Of("{\"Records\":[]}");

        var report = await new ArchiveVerifier(_store, TestKeys.Trusted, new() { To = _archive.End }).VerifyAsync();

        Assert.Equal(VerificationVerdict.Valid, report.Verdict);
        Assert.Equal((FindingKind.NotYetDigested, late), (Assert.Single(report.Findings).Kind, report.Findings[0].Key));
    }

    [Fact]
    public async Task ABackfillDigestListsWhatTheChainMissed()
    {
        var late = $"AWSLogs/218007301253/CloudTrail/us-east-1/2023/07/10/218007301253_CloudTrail_us-east-1_20230710T1155Z_0123456789abcdef.json.gz";
        _store[late] = GzipBytes.Of("{\"Records\":[]}");
        Assert.Equal(VerificationVerdict.Tampered, (await VerifyAsync()).Verdict);

        _store.Remove(late);
        _archive.Put(late, "{\"Records\":[]}");
        var backfill = _archive.DigestUntil(Time("20230710T1330Z"), document => document with { StartTime = "2023-07-10T11:30:00Z" }, isBackfill: true);
        Assert.Equal(VerificationVerdict.Valid, (await VerifyAsync()).Verdict);

        _store[late] = GzipBytes.Of("{\"Records\":[{}]}");
        Assert.Equal(VerificationVerdict.Tampered, (await VerifyAsync()).Verdict);
        _store.Remove(late);
        _store.SetMetadata(backfill, new Dictionary<string, string>(StringComparer.Ordinal));
        Assert.Contains((await VerifyAsync()).Findings, finding => finding.Kind == FindingKind.SignatureMissing && finding.Key == backfill);
    }

    [Fact]
    public async Task LoggingThatWasStoppedForAWhileIsIncompleteAndNotTampered()
    {
        _archive.ForgetChain();
        var again = _archive.DigestUntil(_archive.End.AddHours(5), document => document with { StartTime = KeyTime.ToDocument(_archive.End.AddHours(4)) });

        var report = await VerifyAsync();

        Assert.Equal(VerificationVerdict.NotVerifiable, report.Verdict);
        Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.ChainRestarted && finding.Key == again);
        Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.CoverageGap);
    }

    [Fact]
    public async Task AnEditedRealRecordIsFound()
    {
        var log = _archive.LogKeys[10];
        var text = Encoding.UTF8.GetString(GzipBytes.ContentOf(_store[log]));
        _store[log] = GzipBytes.Of(text.Replace("us-east-1", "us-east-2", StringComparison.Ordinal));

        Assert.Equal(VerificationVerdict.Tampered, (await VerifyAsync()).Verdict);
    }

    public void Dispose() => _archive.Dispose();

    private static DateTimeOffset Time(string minutes) => KeyTime.TryParseMinutes(minutes, out var time) ? time : throw new FormatException(minutes);

    private async Task<VerificationReport> VerifyAsync()
    {
        using var key = RSA.Create();
        key.ImportFromPem(TestKeys.First);
        var list = $"{{\"PublicKeyList\":[{{\"Value\":\"{Convert.ToBase64String(key.ExportRSAPublicKey())}\",\"Fingerprint\":\"{PublicKeyFingerprint.Of(key)}\"}}]}}";
        return await new ArchiveVerifier(_store, TrustedKeys.Parse(Encoding.UTF8.GetBytes(list), "aws.json"), new() { To = _archive.End }).VerifyAsync();
    }
}
