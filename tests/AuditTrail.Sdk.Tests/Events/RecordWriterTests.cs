using System.Buffers;
using System.Text;
using System.Text.Json;
using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

public sealed class RecordWriterTests
{
    private const int Limit = 262_144 - 256;

    [Fact]
    public void TheLastMemberOfAPayloadIsAdditionalData()
    {
        var payload = Some.Payload(Some.Event().Additional("a", 1).Http(new() { Method = "GET" }).Build(), out var result);
        Assert.EndsWith(""","additionalEventData":{"a":1,"http":{"method":"GET"}}}""", Some.Text(payload), StringComparison.Ordinal);
        Assert.Equal((true, 0), (result.HasAdditionalEventData, result.Rung));

        payload = Some.Payload(Some.Event().Build(), out result);
        Assert.DoesNotContain("additionalEventData", Some.Text(payload), StringComparison.Ordinal);
        Assert.False(result.HasAdditionalEventData);
    }

    [Theory]
    [InlineData("""{"a":1,"http":{"method":"GET"},"auditTrail":{"sequence":1},"b":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"http":1,"\u0061uditTrail":2}""", "{}")]
    [InlineData("\"text\"", """{"value":"text"}""")]
    [InlineData("[1]", """{"value":[1]}""")]
    public void WhatARecordClaimsUnderOurNamesIsLeftOut(string additional, string expected)
    {
        var payload = Some.Payload(AuditEvent.Parse($$"""{"additionalEventData":{{additional}},"eventName":"n"}"""), out var result);
        Assert.Equal($$"""{"eventName":"n","additionalEventData":{{expected}}}""", Some.Text(payload));
        Assert.True(result.HasAdditionalEventData);
    }

    [Fact]
    public void HttpDetailsThatAreSetReplaceWhatTheRecordClaims()
    {
        var read = AuditEvent.Parse("""{"eventName":"n","additionalEventData":{"http":{"method":"FORGED"},"a":1}}""");
        Assert.Equal("FORGED", read.Http!.Method);
        var changed = read with { Http = new() { Method = "GET" } };
        Assert.Equal("""{"eventName":"n","additionalEventData":{"a":1,"http":{"method":"GET"}}}""", changed.ToString());
        Assert.Equal(changed.ToString(), Some.Text(Some.Payload(changed)));
        Assert.Equal("""{"eventName":"n","additionalEventData":{"a":1}}""", (read with { Http = null }).ToString());
        Assert.Null(AuditEvent.Parse("""{"additionalEventData":{"http":5}}""").Http);
    }

    [Theory]
    [InlineData("x", 1)]
    [InlineData("é", 2)]
    [InlineData("日", 3)]
    [InlineData("😀", 4)]
    public void ATextOverOneKilobyteIsCutBetweenCharactersWithItsSizeBehind(string character, int bytes)
    {
        var exact = string.Concat(Enumerable.Repeat(character, 1_024 / bytes));
        var tooLong = exact + character + character;
        var json = Some.Json(Some.Payload(Some.Event().UserAgent(exact).RequestId(tooLong).Failed(tooLong, tooLong).Build()));
        Assert.Equal(exact, json.GetProperty("userAgent").GetString());

        foreach (var name in (string[])["requestID", "errorCode", "errorMessage"])
        {
            var text = json.GetProperty(name).GetString()!;
            Assert.InRange(Encoding.UTF8.GetByteCount(text), 1_021, 1_024);
            Assert.EndsWith($"{character}…[truncated, {Encoding.UTF8.GetByteCount(tooLong)} bytes]", text, StringComparison.Ordinal);
            Assert.DoesNotContain('\uFFFD', text);
        }
    }

    [Theory]
    [InlineData("requestParameters", 102_400)]
    [InlineData("responseElements", 102_400)]
    [InlineData("serviceEventDetails", 102_400)]
    [InlineData("additionalEventData", 28_672)]
    public void ABodyAtItsLimitIsKeptAndOneByteMoreIsOmittedWithItsSize(string field, int limit)
    {
        var exact = $"{{\"a\":\"{new string('x', limit - 8)}\"}}";
        var record = $$"""{"eventName":"n","{{field}}":{{exact}}}""";
        Assert.Equal(record, Some.Text(Some.Payload(AuditEvent.Parse(record))));

        var larger = record.Replace("\"}}", "y\"}}", StringComparison.Ordinal);
        Assert.Equal($$$"""{"eventName":"n","{{{field}}}":{"omitted":true,"originalBytes":{{{limit + 1}}}}}""", Some.Text(Some.Payload(AuditEvent.Parse(larger))));
    }

    [Fact]
    public void WhenAllIsTooLargeWhatIsLeastGoesFirstAndTheRequestLast()
    {
        var body = Body(99_000);
        var large = new AuditEvent { EventName = "n", RequestParameters = body, ResponseElements = body, ServiceEventDetails = Body(30_000), AdditionalEventData = Body(20_000) };

        Assert.Equal(0, Rung(large));
        Assert.Equal("additional", Omitted(large with { ServiceEventDetails = Body(50_000) }));
        Assert.Equal("additional service", Omitted(large with { ServiceEventDetails = Body(80_000) }));
        var unknown = $",\"unknown\":{Body(70_000)}}}";
        var more = AuditEvent.Parse(large.ToString()[..^1] + unknown);
        Assert.Equal("additional service response", Omitted(more));
        var most = AuditEvent.Parse(large.ToString()[..^1] + unknown[..^1] + $",\"more\":{Body(90_000)}}}");
        Assert.Equal("additional service response", Omitted(most));
        var all = AuditEvent.Parse(most.ToString()[..^1] + $",\"most\":{Body(95_000)}}}");
        Assert.Equal("additional service response request", Omitted(all));
    }

    [Fact]
    public void ResourcesBeyond256AreCountedInsteadOfListed()
    {
        var many = new AuditEvent { Resources = [.. Enumerable.Range(0, 300).Select(i => new AuditResource { Arn = "r" + i })] };
        var written = Some.Json(Some.Payload(many)).GetProperty("resources");
        Assert.Equal(257, written.GetArrayLength());
        Assert.Equal("""{"omitted":true,"originalCount":300}""", written[256].GetRawText());
        Assert.Equal(300, Some.Json(many).GetProperty("resources").GetArrayLength());
    }

    [Fact]
    public void NoEventIsEverLostOrTooLarge()
    {
        var random = new Random(20261122);

        for (var i = 0; i < 25; i++)
        {
            var odd = Odd(random);
            var payload = Some.Payload(odd, out var result);
            Assert.InRange(payload.Length, 2, Limit);
            var json = Some.Json(payload);
            Assert.Equal("n", json.GetProperty("eventName").GetString());
            Assert.Equal(result.HasAdditionalEventData, json.EnumerateObject().Last().Name == "additionalEventData");
            Assert.DoesNotContain((byte)'\n', payload);
            JsonTokens.Of(payload);
        }
    }

    [Fact]
    public void AnEventOfNothingButHugeTextsEndsAsASkeletonThatSaysSo()
    {
        var control = new string('\u0001', 100_000);
        var members = string.Join(',', Enumerable.Range(0, 6_000).Select(i => $"\"unknown{i}\":\"{new string('x', 200)}\""));
        var huge = AuditEvent.Parse($"{{{members}}}") with { EventName = "n", UserIdentity = UserIdentity.User(control, control, control), UserAgent = control };
        var json = Some.Json(Some.Payload(huge, out var result));
        Assert.Equal(6, result.Rung);
        Assert.Equal("n", json.GetProperty("eventName").GetString());
        Assert.StartsWith("\u0001\u0001", json.GetProperty("userIdentity").GetProperty("principalId").GetString(), StringComparison.Ordinal);
        Assert.True(json.GetProperty("additionalEventData").GetProperty("omitted").GetBoolean());
        Assert.True(json.GetProperty("additionalEventData").GetProperty("originalBytes").GetInt64() > 1_000_000);
    }

    [Fact]
    public void WritingAllocatesNothingAndATypicalEventAtMost800Bytes()
    {
        var output = new ArrayBufferWriter<byte>(1 << 16);
        var defaults = new EventDefaults { Time = TimeProvider.System, Ids = new(TimeProvider.System) };

        AuditEvent Typical() => AuditEvent.Create("orders.example.com", "RefundOrder", UserIdentity.User("user-1234567890", "ana@example.com", "https://id.example.com"))
            .SourceIp("203.0.113.7").Resource("Shop::Order", "4711").Request("amount", 12.50m).Build(defaults);

        // Until the thread has its scratch, and the code is compiled for good.
        for (var i = 0; i < 50; i++)
        {
            RecordWriter.Write(Typical(), output);
            output.ResetWrittenCount();
        }

        var least = (Build: long.MaxValue, Write: long.MaxValue);

        for (var i = 0; i < 50; i++)
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            var built = Typical();
            var between = GC.GetAllocatedBytesForCurrentThread();
            RecordWriter.Write(built, output);
            var end = GC.GetAllocatedBytesForCurrentThread();
            least = (Math.Min(least.Build, between - start), Math.Min(least.Write, end - between));
            Assert.InRange(output.WrittenCount, 550, 650);
            output.ResetWrittenCount();
        }

        Assert.InRange(least.Build, 1, 800);
        Assert.Equal(0, least.Write);
    }

    private static JsonFragment Body(int bytes) => JsonFragment.Parse($"{{\"a\":\"{new string('x', bytes - 8)}\"}}");

    private static int Rung(AuditEvent auditEvent)
    {
        Some.Payload(auditEvent, out var result);
        return result.Rung;
    }

    private static string Omitted(AuditEvent auditEvent)
    {
        var json = Some.Json(Some.Payload(auditEvent));
        return string.Join(' ', new[] { "additionalEventData", "serviceEventDetails", "responseElements", "requestParameters" }
            .Where(name => json.GetProperty(name).TryGetProperty("omitted", out _))
            .Select(name => name.Replace("EventData", "", StringComparison.Ordinal).Replace("EventDetails", "", StringComparison.Ordinal)
                .Replace("Elements", "", StringComparison.Ordinal).Replace("Parameters", "", StringComparison.Ordinal)));
    }

    private static AuditEvent Odd(Random random)
    {
        string Text() => string.Concat(Enumerable.Repeat(random.Next(5) switch { 0 => "x", 1 => "\u0001", 2 => "\u202E", 3 => "😀", _ => "\uD800" }, random.Next(1, 900)));
        JsonFragment Json() => JsonFragment.Parse(JsonSerializer.Serialize(Enumerable.Range(0, random.Next(1, 60)).ToDictionary(i => "k" + i, _ => new string('z', random.Next(4_000)), StringComparer.Ordinal)));
        var unknown = random.Next(3) switch
        {
            0 => "{}",
            1 => $"{{\"u\":{Json()}}}",
            _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(2_000)).Select(i => $"\"{new string('n', random.Next(300))}{i}\":1"))}}}",
        };

        return AuditEvent.Parse(unknown) with
        {
            EventName = "n",
            EventSource = Text(),
            UserAgent = Text(),
            ErrorMessage = Text(),
            UserIdentity = new() { Type = Text(), PrincipalId = Text(), Arn = Text(), SessionContext = new() { SourceIdentity = Text(), SessionIssuer = new() { Arn = Text() } } },
            Resources = [.. Enumerable.Range(0, random.Next(400)).Select(_ => new AuditResource { Arn = Text() })],
            RequestParameters = random.Next(2) == 0 ? Json() : null,
            ResponseElements = random.Next(2) == 0 ? Json() : null,
            ServiceEventDetails = random.Next(2) == 0 ? Json() : null,
            AdditionalEventData = random.Next(2) == 0 ? Json() : null,
            Http = random.Next(2) == 0 ? new() { Route = Text(), Query = [.. Enumerable.Range(0, random.Next(100)).Select(_ => new KeyValuePair<string, string>(Text(), Text()))] } : null,
        };
    }
}
