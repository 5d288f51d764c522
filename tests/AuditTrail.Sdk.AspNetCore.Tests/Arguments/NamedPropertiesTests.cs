using System.Text.Json;
using AuditTrail.AspNetCore.Tests.Support;
using AuditTrail.Events;

namespace AuditTrail.AspNetCore.Tests.Arguments;

/// <summary>Of an application's types only what is named, bounded, and whatever they do.</summary>
public sealed class NamedPropertiesTests
{
    private static readonly JsonSerializerOptions Reflected = JsonSerializerOptions.Web;

    [Fact]
    public void OnlyWhatIsNamedIsWritten()
    {
        var transfer = Some() with { Lines = [new("a", "CANARY"), new("b", "CANARY")], Tags = ["x", "y"] };

        var json = Written(transfer, "amount", "Currency", "card.last4", "lines.sku", "tags", "due", "kind", "rate");

        Assert.Equal("""{"amount":12.50,"currency":"EUR","due":"2026-01-22","kind":"Instant","rate":0.5,"card":{"last4":"4242"},"lines":[{"sku":"a"},{"sku":"b"}],"tags":["x","y"]}""", json);
    }

    [Fact]
    public void ReflectionAndGeneratedCodeGiveTheSame()
    {
        string[] names = ["amount", "card.last4", "iban", "due", "kind"];

        Assert.Equal(
            Written(NamedProperties.Of(BankJson.Default.Transfer, names), Some()),
            Written(NamedProperties.Of(Reflected.GetTypeInfo(typeof(Transfer)), names), Some()));
    }

    [Fact]
    public void TheApplicationsOwnMaskHolds() => Assert.Equal("""{"iban":"…3456"}""", Written(Some() with { Iban = "DE00123456" }, "iban"));

    [Theory]
    [InlineData("secret", """{"secret":"***"}""")]
    [InlineData("SECRET", """{"secret":"***"}""")]
    public void ANameThatOpensSomethingIsMaskedUnlessAllowed(string name, string masked)
    {
        Assert.Equal(masked, Written(Some(), name));
        Assert.Equal("""{"secret":"CANARY"}""", Written(NamedProperties.Of(BankJson.Default.Transfer, [name]), Some(), "Secret"));
    }

    [Theory]
    [InlineData("amonut", "Transfer has no property \"amonut\"")]
    [InlineData("card.pan", "Card has no property \"pan\" that is written as JSON (asked for as \"card.pan\"). It has: last4, number.")]
    [InlineData("", "Transfer has no property \"\"")]
    [InlineData("card.", "Card has no property \"\"")]
    [InlineData("card", "Name what of it", "card.last4")]
    [InlineData("lines", "which is no single value")]
    [InlineData("amount.value", "amount")]
    public void ANameThatIsNotThereOrNotOneValueFailsWithTheName(string name, params string[] texts)
    {
        var failure = Assert.Throws<ArgumentException>(() => NamedProperties.Of(BankJson.Default.Transfer, [name]));

        Assert.All(texts, text => Assert.Contains(text, failure.Message, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("anything")]
    [InlineData("map")]
    public void WhatHoldsAnythingCannotBeNamed(string name) =>
        Assert.Contains(name, Assert.Throws<ArgumentException>(() => NamedProperties.Of(Reflected.GetTypeInfo(typeof(Wild)), [name])).Message, StringComparison.Ordinal);

    [Fact]
    public void NoneOrTooManyNamesFail()
    {
        Assert.Throws<ArgumentException>(() => NamedProperties.Of(BankJson.Default.Transfer, []));
        Assert.Throws<ArgumentException>(() => NamedProperties.Of(BankJson.Default.Transfer, [.. Enumerable.Repeat("amount", 33)]));
        Assert.Throws<ArgumentException>(() => NamedProperties.Of(Reflected.GetTypeInfo(typeof(Wild)), ["itself.itself.itself.itself.itself.itself.itself.itself.fine"]));
    }

    [Fact]
    public void AMegabyteIsCutWithAMarkAndTakesNoOthersRoom()
    {
        var big = new string('x', 1 << 20);
        var transfer = Some() with { Currency = big, Lines = [.. Enumerable.Range(0, 10_000).Select(_ => new Line(big, big))], Tags = [.. Enumerable.Repeat(big, 10_000)] };

        var json = Written(transfer, "lines.sku", "lines.price", "tags", "currency", "amount");

        Assert.InRange(json.Length, 1_000, 50_000);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(12.50m, document.RootElement.GetProperty("amount").GetDecimal());
        Assert.Equal(1_025, document.RootElement.GetProperty("currency").GetString()!.Length);
        Assert.EndsWith("…", document.RootElement.GetProperty("currency").GetString(), StringComparison.Ordinal);
        Assert.Equal(10_000, document.RootElement.GetProperty("tags").EnumerateArray().Last().GetProperty("originalCount").GetInt32());
        Assert.Equal(33, document.RootElement.GetProperty("lines").GetArrayLength());
    }

    [Fact]
    public void WhateverATypeDoesIsAMarkAndANoteAndTheRestIsThere()
    {
        var wild = new Wild();
        var context = new CaptureContext(new HashSet<string>());
        var named = NamedProperties.Of(Reflected.GetTypeInfo(typeof(Wild)), ["throws", "lazy", "endless", "itself.itself.fine", "fine"]);

        var json = Json(named.Read(wild, ref context));

        Assert.Equal(
            """{"throws":"\u003Cerror:InvalidTimeZoneException\u003E","endless":{"omitted":true,"reason":"size"},"fine":1,"itself":{"itself":{"fine":1}},"lazy":{"omitted":true,"reason":"lazy"}}""", json);
        Assert.Equal("Wild.throws: InvalidTimeZoneException", context.Problems.Text);
        Assert.Equal(0, wild.LazyReads);
    }

    [Theory]
    [InlineData("{\"auditTrail\":{\"sequence\":1}}")]
    [InlineData("\",\"userIdentity\":{\"type\":\"Root\"},\"x\":\"")]
    [InlineData("a\r\n\u001b[31m\u202e\u2028\0z")]
    [InlineData("half \ud83d")]
    public void TextIsOnlyText(string text)
    {
        var json = Written(Some() with { Currency = text }, "currency");

        Assert.DoesNotContain(json, c => char.IsControl(c) || c is '\u202e' or '\u2028');
        using var document = JsonDocument.Parse(json);
        var only = Assert.Single(document.RootElement.EnumerateObject());
        Assert.Equal(JsonValueKind.String, only.Value.ValueKind);
        Assert.StartsWith(text[..4], only.Value.GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.MinValue, "-1.7976931348623157E+308")]
    public void ANumberThatJsonDoesNotHaveIsAText(double rate, string expected) => Assert.Equal($$"""{"rate":{{expected}}}""", Written(Some() with { Rate = rate }, "rate"));

    [Fact]
    public void NullsAreNull() => Assert.Equal("""{"currency":null,"iban":null,"card":null,"lines":null}""", Written(new Transfer(0, null, null, null, null, null), "currency", "card.last4", "lines.sku", "iban"));

    private static Transfer Some() => new(12.50m, "EUR", new Card("4242", "CANARY"), null, "CANARY", "CANARY") { Due = new DateOnly(2026, 1, 22), Kind = Kind.Instant, Rate = 0.5, Iban = "DE00CANARY" };

    private static string Written(Transfer transfer, params string[] names) => Written(NamedProperties.Of(BankJson.Default.Transfer, names), transfer);

    private static string Written(NamedProperties named, object value, params string[] allowed)
    {
        var context = new CaptureContext(new HashSet<string>(allowed, StringComparer.OrdinalIgnoreCase));
        var json = Json(named.Read(value, ref context));
        Assert.Null(context.Problems.Text);
        return json;
    }

    private static string Json(AuditValue value) =>
        AuditEvent.Create("tests.example.com", "Test", UserIdentity.Anonymous).Request("x", value).Build().RequestParameters!["x"]!.ToString();
}
