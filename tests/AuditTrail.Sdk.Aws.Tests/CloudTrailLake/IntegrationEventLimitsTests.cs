using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.TestServers.CloudTrailLake;

namespace AuditTrail.Aws.Tests.CloudTrailLake;

/// <summary>Whatever a record holds, what is sent of it is within every limit, is JSON, says what was cut, and is the same each time.</summary>
public sealed class IntegrationEventLimitsTests
{
    private static readonly string[] Alphabet = ["a", "\"", "\\", "\n", "\u0001", "\u007f", "ü", "€", "𝄞", "👩‍👩‍👧", "\u202e", "\u2028", "{", "}", "<", " "];

    private static readonly IntegrationEventRules Rules = new(new LakeRules { AccountId = LakeEvents.Account });

    [Fact]
    public void NoRecordIsTooLargeForLake()
    {
        for (var seed = 0; seed < TestScale.Of(50, 150, 5_000); seed++)
        {
            var random = new Random(seed);
            var record = Encoding.UTF8.GetBytes(Record(random));
            var entry = LakeEvents.Write(record);
            var again = LakeEvents.Write(record);

            using var data = JsonDocument.Parse(entry.EventData, new JsonDocumentOptions { AllowDuplicateProperties = false });
            Assert.Equal((seed, null), (seed, Rules.Check(entry.EventData, data) is { } error && error.Code != "InvalidEventSource" ? error : null));
            Assert.Equal(entry, again);
            var body = PutAuditEventsJson.Write([entry]);
            Assert.InRange(body.Length, 1, LakeRequests.MostBytes);
            Assert.Equal(body.Length + 1, PutAuditEventsJson.BytesAround + PutAuditEventsJson.BytesOf(entry));
        }
    }

    [Theory]
    [InlineData("eventVersion", 256, "version")]
    [InlineData("eventSource", 1_024, "eventSource")]
    [InlineData("eventName", 1_024, "eventName")]
    [InlineData("userAgent", 1_024, "userAgent")]
    [InlineData("errorCode", 256, "errorCode")]
    [InlineData("errorMessage", 256, "errorMessage")]
    public void ATextThatIsTooLongIsCutWithAMarkAndStandsWholeElsewhere(string field, int most, string sent)
    {
        var fits = LakeEvents.Map($"{{\"{field}\":\"{new string('ü', most / 2)}\"}}");
        var longer = new string('ü', most / 2) + "x";
        var cut = LakeEvents.Map($"{{\"{field}\":\"{longer}\"}}");

        Assert.Equal((new string('ü', most / 2), null), ((string?)fits[sent], fits["additionalEventData"]));
        // Not within a character: of the last two bytes one is free.
        Assert.Equal(new string('ü', (most - 3) / 2) + "…", (string?)cut[sent]);
        Assert.Equal((field, longer), ((string?)cut["additionalEventData"]!["auditTrailCut"], (string?)cut["additionalEventData"]![field]));
    }

    [Theory]
    [InlineData("type", 128)]
    [InlineData("principalId", 1_024)]
    public void AnIdentityThatIsTooLongIsCutTheSameWay(string field, int most)
    {
        var whole = new string('p', most + 1);

        var cut = LakeEvents.Map($"{{\"userIdentity\":{{\"{field}\":\"{whole}\"}}}}");

        Assert.Equal(new string('p', most - 3) + "…", (string?)cut["userIdentity"]![field]);
        Assert.Equal((whole, $"userIdentity.{field}"), ((string?)cut["additionalEventData"]![$"userIdentity.{field}"], (string?)cut["additionalEventData"]!["auditTrailCut"]));
    }

    [Theory]
    [InlineData("requestParameters", 100_000)]
    [InlineData("responseElements", 100_000)]
    [InlineData("additionalEventData", 28_000)]
    public void OfAnObjectThatIsTooLargeTheLongestValuesAreCut(string field, int most)
    {
        var cut = LakeEvents.Map($"{{\"{field}\":{{\"short\":\"stays\",\"long\":\"{new string('x', most)}\",\"other\":\"{new string('y', most / 4)}\",\"last\":17}}}}");

        var map = cut[field]!.AsObject();
        Assert.Equal(("stays", "17", most / 4), ((string?)map["short"], (string?)map["last"], ((string)map["other"]!).Length));
        Assert.EndsWith("x…", (string)map["long"]!, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(map.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })), most - 100, most);
        Assert.Equal(field, (string?)cut["additionalEventData"]!["auditTrailCut"]);
    }

    [Fact]
    public void OfTheIdentitysDetailsTheLongestAreCutToo()
    {
        var cut = LakeEvents.Map($"{{\"userIdentity\":{{\"userName\":\"alice\",\"sessionContext\":{{\"a\":\"{new string('x', 20_000)}\"}}}}}}");

        Assert.Equal("alice", (string?)cut["userIdentity"]!["details"]!["userName"]);
        Assert.Equal("userIdentity.details", (string?)cut["additionalEventData"]!["auditTrailCut"]);
    }

    [Fact]
    public void NumbersAndMarkStayWhateverElseIsThere()
    {
        var many = string.Join(',', Enumerable.Range(0, 9_000).Select(number => string.Create(CultureInfo.InvariantCulture, $"\"k{number}\":\"{new string('v', 20)}\"")));
        var cut = LakeEvents.Map($$"""{"userAgent":"{{new string('u', 2_000)}}","awsRegion":"eu-central-1","additionalEventData":{ {{many}},"auditTrail":{"stream":"s","sequence":7} } }""");

        var data = cut["additionalEventData"]!;
        Assert.Equal(
            ("7", "userAgent,additionalEventData", "eu-central-1", "vvvvvvvvvvvvvvvvvvvv"),
            ((string?)data["auditTrail.sequence"], (string?)data["auditTrailCut"], (string?)data["awsRegion"], (string?)data["k0"]));
        Assert.Null(data["k8999"]);
    }

    [Fact]
    public void BothBodiesTogetherLeaveRoomForTheRest()
    {
        var escaped = string.Concat(Enumerable.Repeat("\\u0001", 1_024));
        var record = $$"""
            {"eventName":"{{escaped}}","eventSource":"{{escaped}}","userAgent":"{{escaped}}","userIdentity":{"principalId":"{{escaped}}","arn":"{{new string('a', 40_000)}}"},
             "requestParameters":{"a":"{{new string('x', 120_000)}}"},"responseElements":{"a":"{{new string('x', 120_000)}}"},"additionalEventData":{"a":"{{new string('x', 40_000)}}"} }
            """;

        var entry = LakeEvents.Write(record);

        Assert.InRange(Encoding.UTF8.GetByteCount(entry.EventData), 240_000, 256_000);
    }

    [Fact]
    public void ABodyAsDeepAsARecordCanBeIsText()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 40_000)) + string.Concat(Enumerable.Repeat("]", 40_000));

        Assert.Equal(deep, (string?)LakeEvents.Map($"{{\"requestParameters\":{{\"a\":{deep}}}}}")["requestParameters"]!["a"]);
    }

    [Fact]
    public void BytesThatAreNoTextAreKeptAsFarAsTheyCanBe()
    {
        byte[] record = [.. "{\"eventName\":\"a"u8, 0xFF, .. "b\",\"userAgent\":\"\\ud800x\",\"requestParameters\":{\"\\udc00\":\"1\"}}"u8];

        var data = JsonNode.Parse(LakeEvents.Write(record).EventData)!;

        Assert.Equal(("a\uFFFDb", "\\ud800x", "1"), ((string?)data["eventName"], (string?)data["userAgent"], (string?)data["requestParameters"]!["\\udc00"]));
    }

    [Fact]
    public void TheChecksumIsTheModels()
    {
        var entry = LakeEvents.Write("""{"eventName":"Grüße"}""");

        Assert.Equal(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(entry.EventData))), entry.EventDataChecksum);
    }

    private static string Record(Random random)
    {
        var fields = new List<string>();
        string[] texts = ["eventVersion", "eventSource", "eventName", "userAgent", "errorCode", "errorMessage", "eventID", "sourceIPAddress", "eventTime", "requestID", "awsRegion", "future"];
        string[] objects = ["userIdentity", "requestParameters", "responseElements", "additionalEventData", "tlsDetails", "resources"];
        foreach (var name in texts.Where(_ => random.Next(4) > 0))
        {
            fields.Add($"\"{name}\":{Text(random, random.Next(8) == 0 ? 4_000 : 80)}");
        }

        foreach (var name in objects.Where(_ => random.Next(4) > 0))
        {
            fields.Add($"\"{name}\":{Value(random, 0, random.Next(4) == 0 ? 40_000 : 400)}");
        }

        return "{" + string.Join(',', fields) + "}";
    }

    private static string Value(Random random, int depth, int size) => random.Next(depth == 0 ? 10 : 6) switch
    {
        0 => Text(random, size),
        1 => random.Next().ToString(CultureInfo.InvariantCulture),
        2 => "null",
        3 => "[" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1, size / 4))) + "]",
        _ when depth > 4 => "true",
        _ when depth == 0 && random.Next(6) == 0 => "{" + string.Join(',', Enumerable.Range(0, 3_000).Select(number => $"\"{number}{(number % 700 == 0 ? new string('k', 1_500) : "")}\":{Text(random, 10)}")) + "}",
        _ => "{" + string.Join(',', Enumerable.Range(0, random.Next(6)).Select(_ => $"{Text(random, 12)}:{Value(random, depth + 1, size / 2)}")) + "}",
    };

    private static string Text(Random random, int most) =>
        JsonSerializer.Serialize(string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => Alphabet[random.Next(Alphabet.Length)])));
}
