using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AuditTrail.Events.Json;

/// <summary>Turns what an application gives into final JSON in the scratch's output, at once and whatever it does.</summary>
internal static class ValueCapture
{
    /// <summary>A text that is longer would make the whole of its parameters too large, which would then be omitted; cut, it is kept.</summary>
    public const int MaxTextBytes = 98_304;

    /// <summary>An application's code may produce without end; what exceeds this is certain to be omitted by any limit.</summary>
    private const int MaxRawBytes = 4 << 20;

    public static void Capture(JsonScratch scratch, AuditValue value)
    {
        if (value.IsComposite)
        {
            Capture(scratch, value, static (writer, composite) => composite.WriteTo(writer));
        }
        else
        {
            value.WriteTo(scratch.Writer);
            scratch.Writer.Flush();
        }
    }

    public static void Capture<T>(JsonScratch scratch, (T Value, JsonTypeInfo<T> Type) given) =>
        Capture(scratch, given, static (writer, part) => JsonSerializer.Serialize(writer, part.Value, part.Type));

    /// <summary>Runs the application's code. Whatever it throws becomes a mark with the exception's type; its message may hold what no log should.</summary>
    public static void Capture<T>(JsonScratch scratch, T value, Action<Utf8JsonWriter, T> write)
    {
        var start = scratch.Output.Length;

        try
        {
            scratch.Raw.Limit = MaxRawBytes;
            scratch.WriteInto(scratch.Raw);
            write(scratch.Writer, value);
            scratch.Writer.Flush();
            CopyRaw(scratch);
        }
        catch (ByteLimitException)
        {
            scratch.Output.Truncate(start);
            scratch.Output.Append("{\"omitted\":true,\"reason\":\"size\"}"u8);
        }
        catch (Exception exception)
        {
            scratch.Output.Truncate(start);
            scratch.WriteInto(scratch.Output);
            scratch.Writer.WriteStringValue($"<error:{exception.GetType().Name}>");
            scratch.Writer.Flush();
        }
    }

    /// <summary>Writes the mark for what is nested too deep, if a value that began here would be.</summary>
    public static bool IsTooDeep(Utf8JsonWriter writer)
    {
        if (writer.CurrentDepth < CopyRules.Capturing.MaxDepth)
        {
            return false;
        }

        writer.WriteRawValue(JsonCopy.TooDeep, skipInputValidation: true);
        return true;
    }

    private static void CopyRaw(JsonScratch scratch)
    {
        var raw = scratch.Raw.Written;

        if (!System.Text.Unicode.Utf8.IsValid(raw))
        {
            throw EventFormat.NotUtf8(raw);
        }

        var reader = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = 1_000 });
        reader.Read();
        scratch.Copy.Copy(ref reader, scratch.Output, CopyRules.Capturing, string.Empty);

        // Throws when a converter wrote more than one value.
        reader.Read();
    }
}
