using AuditTrail.Archive;
using AuditTrail.Archive.Verification;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive.Verification;

/// <summary>The numbers in the records prove that nothing is missing between two events, gap markers explained.</summary>
public sealed class NumbersTests : IDisposable
{
    private readonly MemoryLogFileStore _store = new();
    private readonly ArchiveFixture _archive;

    public NumbersTests()
    {
        _archive = new ArchiveFixture(_store);
        _archive.Start();
        _archive.Log();
    }

    [Fact]
    public async Task AHoleIsNamed()
    {
        _archive.NextNumber += 2;
        _archive.Log();

        var report = await VerifyAsync();

        Assert.Equal(VerificationVerdict.Tampered, report.Verdict);
        Assert.Contains("4 to 5", Assert.Single(report.Findings, finding => finding.Kind == FindingKind.NumbersMissing).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 5, true)]
    [InlineData(1, 9, true)]
    [InlineData(4, 4, false)]
    [InlineData(5, 5, false)]
    public async Task AHoleIsExplainedByAGapMarkerThatNamesAllOfIt(int from, int to, bool explained)
    {
        _archive.NextNumber += 2;
        _archive.Log([_archive.Own("TrailGap", $"\"from\":0,\"to\":0,\"count\":0,\"reason\":\"unused\",\"trailFrom\":{from},\"trailTo\":{to}"), _archive.Record()]);

        var report = await VerifyAsync();

        Assert.Equal(explained ? VerificationVerdict.Valid : VerificationVerdict.Tampered, report.Verdict);
        Assert.Equal(new FoundGap(_archive.LogKeys[1], 6, 0, 0, 0, "unused"), Assert.Single(report.Gaps));
    }

    [Theory]
    [InlineData(5, 6, true)]
    [InlineData(4, 6, true)]
    [InlineData(6, 6, false)]
    public async Task AHoleMayBeExplainedBySeveralMarkersTogether(int from, int to, bool explained)
    {
        _archive.NextNumber += 3;
        _archive.Log([
            _archive.Own("TrailGap", $"\"from\":0,\"to\":0,\"count\":0,\"reason\":\"second\",\"trailFrom\":{from},\"trailTo\":{to}"),
            _archive.Own("TrailGap", "\"from\":0,\"to\":0,\"count\":0,\"reason\":\"first\",\"trailFrom\":4,\"trailTo\":4"),
            _archive.Record()]);

        Assert.Equal(explained ? VerificationVerdict.Valid : VerificationVerdict.Tampered, (await VerifyAsync()).Verdict);
    }

    [Fact]
    public async Task AnApplicationsOwnEventExplainsNothing()
    {
        _archive.NextNumber += 2;
        _archive.Log([_archive.Own("TrailGap", "\"trailFrom\":4,\"trailTo\":5").Replace("\"audittrail\"", "\"orders.example.com\"", StringComparison.Ordinal)]);

        Assert.Equal(VerificationVerdict.Tampered, (await VerifyAsync()).Verdict);
    }

    [Fact]
    public async Task NumbersThatComeTwiceAreNamed()
    {
        _archive.NextNumber -= 2;
        _archive.Log(2);

        var report = await VerifyAsync();

        Assert.Equal(VerificationVerdict.Tampered, report.Verdict);
        Assert.Contains("2 to 3", Assert.Single(report.Findings, finding => finding.Kind == FindingKind.NumbersRepeated).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NumbersBeginAgainOnlyWithAMarkerThatSaysSo()
    {
        _archive.NextNumber = 1;
        _archive.Epoch = 2;
        _archive.Log([_archive.Own("TrailGap", "\"from\":0,\"to\":0,\"count\":0,\"reason\":\"The cursor was lost.\"", sequence: 0), _archive.Record()]);
        _archive.Log();
        Assert.Equal(VerificationVerdict.Valid, (await VerifyAsync()).Verdict);

        _archive.NextNumber = 1;
        _archive.Epoch = 3;
        _archive.Log();
        Assert.Equal(VerificationVerdict.Tampered, (await VerifyAsync()).Verdict);
    }

    [Fact]
    public async Task NumbersMayLieInSeveralFilesInAnyOrder()
    {
        var first = _archive.Record();
        var insight = _archive.Record();
        _archive.Log([first, _archive.Record()]);
        _archive.Log([insight], LogFileKey.Insights);
        _archive.Log();

        Assert.Equal(VerificationVerdict.Valid, (await VerifyAsync()).Verdict);
    }

    [Fact]
    public async Task AFileThatCannotBeReadIsTheReasonForItsHole()
    {
        var unreadable = _archive.Log();
        _archive.Log();
        _store.OnOpen = key =>
        {
            if (key == unreadable)
            {
                throw new IOException("The disk is broken.");
            }
        };

        var report = await VerifyAsync();

        Assert.Equal(VerificationVerdict.NotVerifiable, report.Verdict);
        Assert.DoesNotContain(report.Findings, finding => finding.Kind == FindingKind.NumbersMissing);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"Records\":[{\"a\":")]
    [InlineData("{\"Records\":{\"a\":1}}")]
    [InlineData("{\"Records\":[1,2,\"three\",null,[{}]]}")]
    [InlineData("not JSON at all")]
    [InlineData("{\"Records\":[{\"eventSource\":\"\\ud800\",\"eventName\":\"\\udc00\\ud800\",\"requestParameters\":{\"reason\":\"\\ud800\"}}]}")]
    [InlineData("{\"Records\":[{\"additionalEventData\":{\"auditTrail\":{\"stream\":7,\"sequence\":1e999,\"trailSequence\":99999999999999999999999}}}]}")]
    [InlineData("{\"Records\":[{\"additionalEventData\":{\"auditTrail\":{\"stream\":\"0191a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5b\",\"sequence\":-1,\"trailSequence\":-1}}}]}")]
    public async Task WhateverAProvenLogFileHoldsIsNeverMoreThanAWarning(string content)
    {
        _archive.Put(_archive.LogKeys[0][..^12] + "AAAA.json.gz", content);
        _archive.Log();

        Assert.Equal(VerificationVerdict.Valid, (await VerifyAsync()).Verdict);
    }

    [Fact]
    public async Task DepthAndLengthOfJsonAreBounded()
    {
        _archive.Put(_archive.LogKeys[0][..^12] + "AAAA.json.gz", new string('[', 1_000_000));
        _archive.Put(_archive.LogKeys[0][..^12] + "BBBB.json.gz", "{\"Records\":[{\"a\":\"" + new string('x', 20_000_000) + "\"}]}");
        _archive.Put(_archive.LogKeys[0][..^12] + "CCCC.json.gz", "{\"Records\":[{\"a\":\"" + new string('x', 3_000_000) + "\"}]}");

        var report = await VerifyAsync();

        Assert.Equal(VerificationVerdict.Valid, report.Verdict);
        Assert.Equal(2, report.FindingCounts[FindingKind.LogFileNotJson]);
        Assert.Equal(4, report.Events);
    }

    public void Dispose() => _archive.Dispose();

    private Task<VerificationReport> VerifyAsync()
    {
        _archive.Digest();
        return new ArchiveVerifier(_store, TestKeys.Trusted, new() { To = _archive.End }).VerifyAsync();
    }
}
