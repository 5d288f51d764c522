using System.Text.Json;

namespace AuditTrail.Events.Json;

internal sealed class ListField<TPart, TItem>(string name, PartShape<TItem> shape, Func<TPart, IReadOnlyList<TItem>?> get, Func<TPart, TItem[], TPart> set)
    : PartField<TPart>(name)
{
    public override TPart Read(ref Utf8JsonReader reader, TPart part, string path, out JsonFragment? spelling)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw EventFormat.WrongType(path + Name, "an array", reader);
        }

        spelling = null;
        var items = new List<TItem>();

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(shape.Read(ref reader, $"{path}{Name}[{items.Count}]"));
        }

        return set(part, [.. items]);
    }

    public override bool Write(Utf8JsonWriter writer, TPart part, JsonFragment? spelling, WriteLimits limits)
    {
        if (get(part) is not { } items)
        {
            return false;
        }

        writer.WriteStartArray(EncodedName);

        for (var i = 0; i < items.Count && i < limits.ListCount; i++)
        {
            shape.Write(writer, items[i], limits);
        }

        if (items.Count > limits.ListCount)
        {
            OmittedValue.WriteCount(writer, items.Count);
        }

        writer.WriteEndArray();
        return true;
    }
}
