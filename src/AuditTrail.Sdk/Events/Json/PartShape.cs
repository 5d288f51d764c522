using System.Diagnostics;
using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary>The known members of one part of the record, in CloudTrail's order, and what keeps the unknown ones.</summary>
/// <param name="create">Makes an empty part, to be filled while reading.</param>
/// <param name="layout">Gets how the part was read; null for one that was made.</param>
/// <param name="keep">Sets it.</param>
/// <param name="fields">The known members.</param>
internal sealed class PartShape<TPart>(Func<TPart> create, Func<TPart, MemberLayout?> layout, Func<TPart, MemberLayout, TPart> keep, params PartField<TPart>[] fields)
{
    /// <summary>Part of the smallest record that still says who did what.</summary>
    public bool IsEssential { get; init; }

    /// <summary>Reads the object at which the reader stands.</summary>
    public TPart Read(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw EventFormat.WrongType(path.Length == 0 ? "$" : path, "an object", reader);
        }

        var prefix = path.Length == 0 ? path : path + ".";
        var part = create();
        var slots = new List<MemberSlot>(fields.Length);
        var known = 0UL;
        HashSet<string>? unknown = null;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Find(ref reader, slots.Count);

            if (field < 0)
            {
                slots.Add(ReadUnknown(ref reader, prefix, unknown ??= new(StringComparer.Ordinal)));
                continue;
            }

            if ((known & (1UL << field)) != 0)
            {
                throw EventFormat.Duplicate(prefix + fields[field].Name, reader);
            }

            known |= 1UL << field;
            slots.Add(ReadKnown(ref reader, field, prefix, ref part));
        }

        return IsPlain(slots) ? part : keep(part, new([.. slots], known));
    }

    /// <summary>Writes the part in the order in which it was read, what was added since behind it.</summary>
    public void Write(Utf8JsonWriter writer, TPart part, WriteLimits limits)
    {
        writer.WriteStartObject();
        WriteMembers(writer, part, limits);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members without the braces.</summary>
    public void WriteMembers(Utf8JsonWriter writer, TPart part, WriteLimits limits)
    {
        var read = layout(part);

        if (read is not null)
        {
            foreach (ref readonly var slot in read.Slots)
            {
                WriteSlot(writer, part, slot, limits);
            }
        }

        for (var i = 0; i < fields.Length; i++)
        {
            if (read is null || !read.Has(i))
            {
                fields[i].Write(writer, part, spelling: null, limits);
            }
        }
    }

    /// <summary>As this library would have written it: the typed members say it all.</summary>
    private static bool IsPlain(List<MemberSlot> slots)
    {
        for (var i = 0; i < slots.Count; i++)
        {
            if (slots[i] is not { Field: >= 0, Text: null, WasNull: false } slot || (i > 0 && slot.Field < slots[i - 1].Field))
            {
                return false;
            }
        }

        return true;
    }

    private void WriteSlot(Utf8JsonWriter writer, TPart part, in MemberSlot slot, WriteLimits limits)
    {
        if (slot.Field >= 0)
        {
            if (!fields[slot.Field].Write(writer, part, slot.Text, limits) && slot.WasNull)
            {
                writer.WriteNull(fields[slot.Field].EncodedName);
            }
        }
        else if (!limits.Skeleton && slot is { Name: { } name, Text: { } text })
        {
            writer.WritePropertyName(name);
            OmittedValue.WriteWithin(limits.UnknownBytes, writer, text);
        }
    }

    /// <summary>Records come in much the same order, so the field after the last one is tried first.</summary>
    private int Find(ref Utf8JsonReader reader, int likely)
    {
        Debug.Assert(fields.Length <= 64, "The layout remembers known fields in 64 bits.");

        for (var i = 0; i < fields.Length; i++)
        {
            var field = (likely + i) % fields.Length;

            if (reader.ValueTextEquals(fields[field].EncodedName.EncodedUtf8Bytes))
            {
                return field;
            }
        }

        return -1;
    }

    private MemberSlot ReadKnown(ref Utf8JsonReader reader, int field, string path, ref TPart part)
    {
        reader.Read();

        if (reader.TokenType == JsonTokenType.Null && !fields[field].NullIsAValue)
        {
            return new(field, Name: null, Text: null, WasNull: true);
        }

        part = fields[field].Read(ref reader, part, path, out var spelling);
        return new(field, Name: null, spelling, WasNull: false);
    }

    private static MemberSlot ReadUnknown(ref Utf8JsonReader reader, string path, HashSet<string> seen)
    {
        var name = RawText.Unescape(ref reader);

        if (!seen.Add(name))
        {
            throw EventFormat.Duplicate(path + name, reader);
        }

        reader.Read();
        return new(-1, name, JsonFragment.Read(ref reader, path + name), WasNull: false);
    }
}
