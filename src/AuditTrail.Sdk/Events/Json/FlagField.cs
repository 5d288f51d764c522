using System.Text.Json;

namespace AuditTrail.Events.Json;

internal sealed class FlagField<TPart>(string name, Func<TPart, bool?> get, Func<TPart, bool?, TPart> set) : PartField<TPart>(name)
{
    public override TPart Read(ref Utf8JsonReader reader, TPart part, string path, out JsonFragment? spelling)
    {
        spelling = null;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False
            ? set(part, reader.GetBoolean())
            : throw EventFormat.WrongType(path + Name, "true or false", reader);
    }

    public override bool Write(Utf8JsonWriter writer, TPart part, JsonFragment? spelling, WriteLimits limits)
    {
        if (get(part) is not { } value)
        {
            return false;
        }

        writer.WriteBoolean(EncodedName, value);
        return true;
    }
}
