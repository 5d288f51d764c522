using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

public sealed partial class CapturedValueTests
{
    [Fact]
    public void EveryKindOfValueIsWrittenAsJson()
    {
        var id = Guid.Parse("0191d3a0-0000-7000-8000-000000000001");
        var built = Some.Event()
            .Request("text", "t").Request("null", (string?)null).Request("int", 5).Request("long", long.MinValue).Request("ulong", ulong.MaxValue)
            .Request("double", 0.1).Request("float", 0.5f).Request("decimal", 12.50m).Request("true", true).Request("false", false)
            .Request("offset", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2))).Request("utc", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc))
            .Request("date", new DateOnly(2026, 1, 2)).Request("id", id).Request("element", JsonDocument.Parse("""{ "a" : [1.0, null] }""").RootElement)
            .Request("node", new JsonObject { ["x"] = 1 }).Request("noNode", (JsonNode?)null).Request("fragment", JsonFragment.Parse("1e3")).Request("texts", new[] { "a", null })
            .Request("values", AuditValue.Array(1, "a", true, AuditValue.Object(o => o.Add("n", 1)))).Request("object", o => o.Add("a", 1).Add("b", i => i.Add("c", "d")))
            .Request("array", AuditValue.Array(a => a.Add(1).Add(o => o.Add("e", 2)).Add(AuditValue.Array())))
            .Request("typed", new Order("o-1", 3), Json.Default.Order).RequestReflected("reflected", new { Amount = 1.5m }).RequestReflected("nothing", null)
            .Build();

        Assert.Equal(
            """
            {"text":"t","null":null,"int":5,"long":-9223372036854775808,"ulong":18446744073709551615,"double":0.1,"float":0.5,"decimal":12.50,"true":true,"false":false,
            "offset":"2026-01-02T03:04:05+02:00","utc":"2026-01-02T03:04:05Z","date":"2026-01-02","id":"0191d3a0-0000-7000-8000-000000000001","element":{"a":[1.0,null]},
            "node":{"x":1},"noNode":null,"fragment":1e3,"texts":["a",null],"values":[1,"a",true,{"n":1}],"object":{"a":1,"b":{"c":"d"}},"array":[1,{"e":2},[]],
            "typed":{"Id":"o-1","Count":3},"reflected":{"Amount":1.5},"nothing":null}
            """.ReplaceLineEndings(""),
            built.RequestParameters!.ToString());
    }

    [Fact]
    public void ResponseAndAdditionalDataTakeTheSameValues()
    {
        var built = Some.Event()
            .Response("a", 1).Response("b", o => o.Add("c", 2)).Response("d", new Order("o", 1), Json.Default.Order).ResponseReflected("e", new[] { 1 })
            .Additional("a", 1).Additional("b", o => o.Add("c", 2)).Additional("d", new Order("o", 1), Json.Default.Order).AdditionalReflected("e", new[] { 1 })
            .Build();
        const string Expected = """{"a":1,"b":{"c":2},"d":{"Id":"o","Count":1},"e":[1]}""";
        Assert.Equal(Expected, built.ResponseElements!.ToString());
        Assert.Equal(Expected, built.AdditionalEventData!.ToString());
    }

    [Fact]
    public void LaterChangesToTheCallersObjectsDoNotChangeTheEvent()
    {
        var node = new JsonObject { ["a"] = 1 };
        var texts = new[] { "a" };
        var order = new MutableOrder { Id = "before" };
        var builder = Some.Event().Request("node", node).Request("texts", texts).RequestReflected("order", order);
        node["a"] = 2;
        texts[0] = "b";
        order.Id = "after";
        Assert.Equal("""{"node":{"a":1},"texts":["a"],"order":{"Id":"before"}}""", builder.Build().RequestParameters!.ToString());
    }

    [Fact]
    public void ANameGivenTwiceCountsOnceWithItsLastValue()
    {
        Assert.Equal("""{"b":2,"c":4,"a":3}""", Some.Event().Request("a", 1).Request("b", 2).Request("a", 3).Request("c", 5).Request("c", 4).Request("a", 3).Build().RequestParameters!.ToString());
        Assert.Equal("""{"o":{"b":1,"a":"l"}}""", Some.Event().Request("o", o => o.Add("a", new string('x', 500)).Add("b", 1).Add("a", "l")).Build().RequestParameters!.ToString());
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":{"x":1,"y":[{"k":1,"k":[]}],"x":2},"b":1,"a":{"z":3,"z":4}}""", """{"b":1,"a":{"z":4}}""")]
    [InlineData("""{"a":1,"b":2,"\u0061":3}""", """{"b":2,"a":3}""")]
    [InlineData("""{"é":1,"\u00e9":2}""", """{"é":2}""")]
    [InlineData("""[{"a":1,"a":2},{"a":1}]""", """[{"a":2},{"a":1}]""")]
    [InlineData("""{"a":1,"a":1,"a":1,"a":{"a":1}}""", """{"a":{"a":1}}""")]
    public void DuplicateNamesInJsonThatIsGivenAreResolvedToTheLast(string given, string expected)
    {
        var element = JsonDocument.Parse(given).RootElement;
        Assert.Equal($$"""{"v":{{expected}}}""", Some.Event().Request("v", element).Build().RequestParameters!.ToString());
        Assert.Equal($$"""{"v":{{expected}}}""", Some.Event().Request("v", JsonNode.Parse(given)).Build().RequestParameters!.ToString());
        Assert.Equal($$"""{"v":{{expected}}}""", Some.Event().RequestReflected("v", element).Build().RequestParameters!.ToString());
    }

    [Fact]
    public void HalfACharacterBecomesAMark()
    {
        var built = Some.Event().UserAgent("x\uD800").Request("a\uDC00", "b\uD83D").Request("whole", "\uD83D\uDE00").Request("json", JsonDocument.Parse("\"\\ud800\"").RootElement)
            .Request("o", o => o.Add("n\uD800", "v\uDC00")).Build();
        var json = Some.Json(built);
        Assert.Equal("x\uFFFD[D800]", json.GetProperty("userAgent").GetString());
        var request = json.GetProperty("requestParameters");
        Assert.Equal("b\uFFFD[D83D]", request.GetProperty("a\uFFFD[DC00]").GetString());
        Assert.Equal("\uD83D\uDE00", request.GetProperty("whole").GetString());
        Assert.Equal("\uFFFD[D800]", request.GetProperty("json").GetString());
        Assert.Equal("v\uFFFD[DC00]", request.GetProperty("o").GetProperty("n\uFFFD[D800]").GetString());
    }

    [Fact]
    public void WhatAnApplicationsCodeThrowsBecomesItsTypeNameAndNeverItsMessage()
    {
        var looped = new Looped();
        looped.Self = looped;
        var built = Some.Event()
            .Request("before", 1)
            .RequestReflected("getter", new ThrowingGetter())
            .Request("typed", looped, Json.Default.Looped)
            .Request("action", o => o.Add("a", 1).Add("b", _ => throw new InvalidOperationException("secret")))
            .Request("disposed", Disposed())
            .Request("undefined", default(JsonElement))
            .Request("after", 2)
            .Build();
        Assert.Equal(
            """
            {"before":1,"getter":"\u003Cerror:NotSupportedException\u003E","typed":"\u003Cerror:InvalidOperationException\u003E","action":"\u003Cerror:InvalidOperationException\u003E",
            "disposed":"\u003Cerror:ObjectDisposedException\u003E","undefined":"\u003Cerror:InvalidOperationException\u003E","after":2}
            """.ReplaceLineEndings(""),
            built.RequestParameters!.ToString());
        Assert.DoesNotContain("secret", built.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ACycleBecomesNull()
    {
        var looped = new Looped { Name = "a" };
        looped.Self = looped;
        Assert.Equal("""{"v":{"Name":"a","Self":null}}""", Some.Event().RequestReflected("v", looped).Build().RequestParameters!.ToString());
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void NumbersThatJsonDoesNotHaveBecomeTexts(double value, string expected)
    {
        Assert.Equal(expected, Some.Event().Request("v", value).Build().RequestParameters!["v"]!.AsText());
        Assert.Equal(expected, Some.Event().RequestReflected("v", new { Value = value }).Build().RequestParameters!["v"]!["Value"]!.AsText());
    }

    [Fact]
    public void SixteenLevelsAreKeptAndWhatIsDeeperIsCutWithAMark()
    {
        // The field is the first level, so a value has fifteen.
        var kept = new string('[', 15) + new string(']', 15);
        Assert.Equal($$"""{"v":{{kept}}}""", Some.Event().Request("v", JsonDocument.Parse(kept).RootElement).Build().RequestParameters!.ToString());

        foreach (var levels in (int[])[16, 60, 900])
        {
            var deep = JsonDocument.Parse(new string('[', levels) + new string(']', levels), new() { MaxDepth = 1_000 }).RootElement;
            var cut = new string('[', 15) + """{"omitted":true,"reason":"depth"}""" + new string(']', 15);
            Assert.Equal($$"""{"v":{{cut}},"after":1}""", Some.Event().Request("v", deep).Request("after", 1).Build().RequestParameters!.ToString());
        }
    }

    [Fact]
    public void NestedActionsAreCutAtTheSameDepth()
    {
        static void Nest(AuditObject o) => o.Add("n", AuditValue.Object(NestEnds));
        static void NestEnds(AuditObject o) => o.Add("e", 1);
        Assert.Equal("""{"v":{"n":{"e":1}}}""", Some.Event().Request("v", Nest).Build().RequestParameters!.ToString());

        static void EndlessArray(AuditArray a) => a.Add(AuditValue.Array(EndlessArray));
        static void Endless(AuditObject o) => o.Add("n", Endless);
        Assert.Equal("""{"omitted":true,"reason":"depth"}""", Deepest(Some.Event().Request("v", o => Levels(o, 40)).Build().RequestParameters!["v"]!));
        Assert.Equal("""{"omitted":true,"reason":"depth"}""", Deepest(Some.Event().Request("v", Endless).Build().RequestParameters!["v"]!));
        Assert.Equal(new string('[', 15) + """{"omitted":true,"reason":"depth"}""" + new string(']', 15), Some.Event().Request("v", AuditValue.Array(EndlessArray)).Build().RequestParameters!["v"]!.ToString());
    }

    [Fact]
    public void CountsAreBoundedWithAMarkThatSaysHowManyThereWere()
    {
        var array = Some.Event().Request("v", AuditValue.Array(a => Times(3_000, i => a.Add(i)))).Build().RequestParameters!["v"]!;
        Assert.Equal("1023", array[1_023]!.ToString());
        Assert.Equal("""{"omitted":true,"originalCount":3000}""", array[1_024]!.ToString());
        Assert.Null(array[1_025]);

        var nested = Some.Event().Request("v", o => Times(3_000, i => o.Add("m" + i, i))).Build().RequestParameters!["v"]!;
        Assert.Equal(("1023", null, "true", "3000"), (nested["m1023"]!.ToString(), nested["m1024"], nested["omitted"]!.ToString(), nested["originalCount"]!.ToString()));

        var builder = Some.Event().Request("omitted", "mine");
        Times(3_000, i => builder.Request("m" + i, i));
        var members = builder.Build().RequestParameters!;
        Assert.Equal(("1022", null, "true", "3001"), (members["m1022"]!.ToString(), members["m1023"], members["omitted"]!.ToString(), members["originalCount"]!.ToString()));
        Assert.Equal(JsonFragment.Parse(members.ToString()), members);
    }

    [Fact]
    public void WhatNeverEndsOrIsHugeIsLeftOutWithAMark()
    {
        Assert.Equal("""{"omitted":true,"reason":"size"}""", Some.Event().RequestReflected("v", Endless()).Build().RequestParameters!["v"]!.ToString());

        var text = Some.Json(Some.Payload(Some.Event().Request("v", new string('x', 3_000_000)).Build())).GetProperty("requestParameters").GetProperty("v").GetString()!;
        Assert.EndsWith("x…[truncated, 3000000 bytes]", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 98_000, 98_304);

        var builder = Some.Event();
        Times(20, i => builder.Request("m" + i, new string('x', 90_000)));
        Assert.Matches("""^\{"omitted":true,"originalBytes":18002\d\d\}$""", builder.Build().RequestParameters!.ToString());
    }

    [Fact]
    public void AnObjectOrArrayCannotBeUsedAfterItsAction()
    {
        AuditObject? members = null;
        AuditArray? elements = null;
        Some.Event().Request("v", o => members = o).Request("w", AuditValue.Array(a => elements = a));
        Assert.Throws<InvalidOperationException>(() => members!.Add("a", 1));
        Assert.Throws<InvalidOperationException>(() => elements!.Add(1));
    }

    [Fact]
    public void AnEventCanBeBuiltWhileAnotherIsBuilt()
    {
        AuditEvent? inner = null;
        var outer = Some.Event().Request("a", 1).Request("v", o =>
        {
            inner = Some.Event("Inner").Request("x", i => i.Add("y", 1)).Build();
            Some.Payload(inner);
            o.Add("b", 2);
        }).Build();
        Assert.Equal("""{"a":1,"v":{"b":2}}""", outer.RequestParameters!.ToString());
        Assert.Equal("""{"x":{"y":1}}""", inner!.RequestParameters!.ToString());
    }

    private static JsonElement Disposed()
    {
        var document = JsonDocument.Parse("{}");
        document.Dispose();
        return document.RootElement;
    }

    private static void Levels(AuditObject o, int count) => o.Add("n", inner =>
    {
        if (count > 0)
        {
            Levels(inner, count - 1);
        }
    });

    private static string Deepest(JsonFragment fragment) => fragment["n"] is { } inner ? Deepest(inner) : fragment.ToString();

    private static void Times(int count, Action<int> action)
    {
        for (var i = 0; i < count; i++)
        {
            action(i);
        }
    }

    private static IEnumerable<string> Endless()
    {
        while (true)
        {
            yield return "again and again";
        }
    }

    private sealed record Order(string Id, int Count);

    private sealed class MutableOrder
    {
        public string Id { get; set; } = "";
    }

    private sealed class ThrowingGetter
    {
        public string First => "first";

        public string Second => throw new NotSupportedException("secret");
    }

    private sealed class Looped
    {
        public string Name { get; set; } = "n";

        public Looped? Self { get; set; }
    }

    [JsonSerializable(typeof(Order))]
    [JsonSerializable(typeof(Looped))]
    private sealed partial class Json : JsonSerializerContext;
}
