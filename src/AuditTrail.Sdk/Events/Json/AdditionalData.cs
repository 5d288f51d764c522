using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary><c>additionalEventData</c>: the application's members and, under two names that are ours, <c>http</c> and <c>auditTrail</c>.</summary>
internal static class AdditionalData
{
    public const string HttpName = "http";
    public const string TrailName = "auditTrail";

    private static readonly JsonEncodedText Http = EventText.Name(HttpName);
    private static readonly JsonEncodedText Value = EventText.Name("value");

    public static bool IsReserved(string name) => name is HttpName or TrailName;

    public static HttpDetails? ReadHttp(JsonFragment? additional)
    {
        if (additional?[HttpName] is not { } http)
        {
            return null;
        }

        var reader = new Utf8JsonReader(http.Utf8.Span, EventFormat.ReaderOptions);
        reader.Read();

        try
        {
            return HttpShape.Whole.Read(ref reader, "additionalEventData.http");
        }
        catch (FormatException)
        {
            // Another writer's http: it stays in the fragment as it is.
            return null;
        }
    }

    public static JsonFragment? WithoutHttp(JsonFragment? additional)
    {
        if (additional?[HttpName] is null)
        {
            return additional;
        }

        var scratch = JsonScratch.Rent();

        try
        {
            scratch.Writer.WriteStartObject();
            WriteMembers(scratch.Writer, additional, stripsTrail: false);
            scratch.Writer.WriteEndObject();
            scratch.Writer.Flush();
            return new(scratch.Output.Written.ToArray());
        }
        finally
        {
            JsonScratch.Return(scratch);
        }
    }

    /// <summary>Writes the application's members without <c>http</c>; what is no object becomes a member <c>value</c>.</summary>
    /// <returns>Whether any was written.</returns>
    public static bool WriteMembers(Utf8JsonWriter writer, JsonFragment additional, bool stripsTrail)
    {
        if (additional.ValueKind != JsonValueKind.Object)
        {
            writer.WritePropertyName(Value);
            writer.WriteRawValue(additional.Utf8.Span, skipInputValidation: true);
            return true;
        }

        var json = additional.Utf8.Span;
        var reader = new Utf8JsonReader(json, EventFormat.ReaderOptions);
        reader.Read();
        var any = false;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var skipped = reader.ValueTextEquals(Http.EncodedUtf8Bytes) || (stripsTrail && reader.ValueTextEquals(TrailName));

            if (!skipped)
            {
                WriteName(writer, ref reader);
            }

            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();

            if (!skipped)
            {
                writer.WriteRawValue(json[start..(int)reader.BytesConsumed], skipInputValidation: true);
                any = true;
            }
        }

        return any;
    }

    public static void WriteHttp(Utf8JsonWriter writer, HttpDetails http, WriteLimits limits)
    {
        writer.WritePropertyName(Http);
        HttpShape.Whole.Write(writer, http, limits);
    }

    private static void WriteName(Utf8JsonWriter writer, ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            writer.WritePropertyName(RawText.Unescape(ref reader));
        }
        else
        {
            writer.WritePropertyName(reader.ValueSpan);
        }
    }
}
