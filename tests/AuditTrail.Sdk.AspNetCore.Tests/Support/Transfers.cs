using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>What is sent to the test's bank.</summary>
public sealed record Transfer(decimal Amount, string? Currency, Card? Card, IReadOnlyList<Line>? Lines, string? Secret, string? Unlisted)
{
    public string[]? Tags { get; init; }

    [JsonConverter(typeof(LastFourOnly))]
    public string? Iban { get; init; }

    public DateOnly Due { get; init; }

    public Kind Kind { get; init; }

    public double Rate { get; init; }
}

public enum Kind
{
    Standard,
    Instant,
}

public sealed record Card(string? Last4, string? Number);

public sealed record Line(string? Sku, string? Price);

/// <summary>What it answers.</summary>
public sealed record Receipt(string Id, string? State, string? Pin)
{
    public Card? Card { get; init; }
}

/// <summary>A type that does what it likes.</summary>
public sealed class Wild
{
    public int Fine => 1;

    public string Throws => throw new InvalidTimeZoneException("SECRET");

    public IEnumerable<int> Lazy => Forever();

    public int LazyReads { get; private set; }

    public Wild Itself => this;

    public Endless Endless => new();

    public IDictionary<string, string> Map => new Dictionary<string, string>(StringComparer.Ordinal);

    public object Anything => new { Secret = "CANARY" };

    private IEnumerable<int> Forever()
    {
        LazyReads++;
        while (true)
        {
            yield return 1;
        }
    }
}

[JsonConverter(typeof(WritesForEver))]
public sealed class Endless;

public sealed class WritesForEver : JsonConverter<Endless>
{
    public override Endless Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new();

    public override void Write(Utf8JsonWriter writer, Endless value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        while (true)
        {
            writer.WriteStringValue("for ever");
        }
    }
}

/// <summary>The application's own mask.</summary>
public sealed class LastFourOnly : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue("…" + value[^4..]);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Transfer))]
[JsonSerializable(typeof(Receipt))]
internal sealed partial class BankJson : JsonSerializerContext;
