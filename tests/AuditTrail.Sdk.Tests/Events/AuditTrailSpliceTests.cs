using System.Buffers;
using System.Text;
using System.Text.Json;
using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

public sealed class AuditTrailSpliceTests
{
    private static readonly Guid Stream = Guid.Parse("0191d3a0-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset Time = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"eventName":"n","additionalEventData":{"a":1}}""", true, """{"eventName":"n","additionalEventData":{"a":1,"auditTrail":TRAIL}}""")]
    [InlineData("""{"eventName":"n","additionalEventData":{}}""", true, """{"eventName":"n","additionalEventData":{"auditTrail":TRAIL}}""")]
    [InlineData("""{"eventName":"n"}""", false, """{"eventName":"n","additionalEventData":{"auditTrail":TRAIL}}""")]
    [InlineData("""{"tlsDetails":{}}""", false, """{"tlsDetails":{},"additionalEventData":{"auditTrail":TRAIL}}""")]
    [InlineData("{}", false, """{"additionalEventData":{"auditTrail":TRAIL}}""")]
    public void TheNumbersStandLastUnderAdditionalData(string payload, bool hasAdditional, string expected)
    {
        const string Trail = """{"stream":"0191d3a0-0000-7000-8000-000000000001","sequence":7,"trailSequence":3,"time":"2026-11-22T12:00:00.0000000Z"}""";
        Assert.Equal(expected.Replace("TRAIL", Trail, StringComparison.Ordinal), Spliced(Encoding.UTF8.GetBytes(payload), hasAdditional, 7, 3, Time));
    }

    [Fact]
    public void ASpliceAddsAtMost256Bytes()
    {
        var spliced = Spliced("{}"u8, false, long.MinValue, long.MinValue, DateTimeOffset.MaxValue);
        Assert.InRange(spliced.Length - 2, 150, AuditTrailSplice.MaxBytes);
        JsonTokens.Of(spliced);
    }

    [Fact]
    public void EveryWrittenEventCanBeSplicedAndReadAndWrittenAgainWithoutIt()
    {
        AuditEvent[] events =
        [
            Some.Event().Build(),
            Some.Event().Additional("a", "}}").Build(),
            Some.Event().Http(new() { Method = "GET" }).Build(),
            .. CloudTrailRecords.All().Take(100).Select(record => AuditEvent.Parse(record)),
        ];

        foreach (var auditEvent in events)
        {
            var payload = Some.Payload(auditEvent, out var result);
            var spliced = Spliced(payload, result.HasAdditionalEventData, 1, 1, Time);
            Assert.Equal(1, JsonDocument.Parse(spliced).RootElement.GetProperty("additionalEventData").GetProperty("auditTrail").GetProperty("sequence").GetInt64());

            var again = AuditEvent.Parse(spliced);
            Assert.Equal(spliced, again.ToString());
            Assert.Equal(auditEvent.Http, again.Http);
            Assert.DoesNotContain("auditTrail", Some.Text(Some.Payload(again)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void SplicingAllocatesNothing()
    {
        var payload = Some.Payload(Some.Event().Additional("a", 1).Build());
        var output = new ArrayBufferWriter<byte>(1 << 16);
        var least = long.MaxValue;

        for (var i = 0; i < 50; i++)
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            AuditTrailSplice.Write(payload, true, Stream, i, i, Time, output);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - start);
            output.ResetWrittenCount();
        }

        Assert.Equal(0, least);
    }

    private static string Spliced(ReadOnlySpan<byte> payload, bool hasAdditional, long sequence, long trailSequence, DateTimeOffset time)
    {
        var output = new ArrayBufferWriter<byte>();
        AuditTrailSplice.Write(payload, hasAdditional, Stream, sequence, trailSequence, time, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
