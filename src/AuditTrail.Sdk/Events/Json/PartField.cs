using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary>One known member of a part of the record: how it is read and written.</summary>
internal abstract class PartField<TPart>(string name)
{
    public string Name { get; } = name;

    public JsonEncodedText EncodedName { get; } = EventText.Name(name);

    /// <summary>Whether null is read by <see cref="Read"/> too, instead of being an absent value.</summary>
    public virtual bool NullIsAValue => false;

    /// <summary>Reads the value at which the reader stands; <paramref name="spelling"/> is what it does not keep: how a number or a time was written.</summary>
    public abstract TPart Read(ref Utf8JsonReader reader, TPart part, string path, out JsonFragment? spelling);

    /// <summary>Writes name and value, unless there is no value.</summary>
    /// <returns>Whether there was one.</returns>
    public abstract bool Write(Utf8JsonWriter writer, TPart part, JsonFragment? spelling, WriteLimits limits);
}
