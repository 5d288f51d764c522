using System.Globalization;
using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary>A number that keeps the spelling it was read with for as long as its value is the same.</summary>
internal sealed class NumberField<TPart>(string name, Func<TPart, double?> get, Func<TPart, double?, TPart> set) : PartField<TPart>(name)
{
    public override TPart Read(ref Utf8JsonReader reader, TPart part, string path, out JsonFragment? spelling)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            throw EventFormat.WrongType(path + Name, "a number", reader);
        }

        var written = JsonFragment.Read(ref reader, path);
        var value = Parse(written);
        spelling = string.Equals(value.ToString(CultureInfo.InvariantCulture), written.ToString(), StringComparison.Ordinal) ? null : written;
        return set(part, value);
    }

    public override bool Write(Utf8JsonWriter writer, TPart part, JsonFragment? spelling, WriteLimits limits)
    {
        if (get(part) is not { } value)
        {
            return false;
        }

        writer.WritePropertyName(EncodedName);

        if (spelling is not null && Parse(spelling).Equals(value))
        {
            writer.WriteRawValue(spelling.Utf8.Span, skipInputValidation: true);
        }
        else if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }

        return true;
    }

    private static double Parse(JsonFragment number) => double.Parse(number.Utf8.Span, NumberStyles.Float, CultureInfo.InvariantCulture);
}
