using System.Text.Json;

namespace AuditTrail.Events.Json;

internal sealed class TextField<TPart>(string name, Func<TPart, string?> get, Func<TPart, string?, TPart> set) : PartField<TPart>(name)
{
    private readonly bool _isArn = name is "arn" or "ARN" or "sourceArn" or "identityStoreArn";

    public override TPart Read(ref Utf8JsonReader reader, TPart part, string path, out JsonFragment? spelling)
    {
        spelling = null;
        return reader.TokenType == JsonTokenType.String ? set(part, Text(ref reader)) : throw EventFormat.WrongType(path + Name, "a text", reader);
    }

    public override bool Write(Utf8JsonWriter writer, TPart part, JsonFragment? spelling, WriteLimits limits)
    {
        if (get(part) is not { } text)
        {
            return false;
        }

        EventText.Write(writer, EncodedName, text, _isArn ? limits.ArnBytes : limits.TextBytes);
        return true;
    }

    /// <summary>The reader's own method refuses half a character; we keep the rest of the record.</summary>
    private static string Text(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? RawText.Unescape(ref reader) : reader.GetString() ?? string.Empty;
}
