using System.Text.Json;

namespace AuditTrail.Events.Json;

internal sealed class ObjectField<TPart, TValue>(string name, PartShape<TValue> shape, Func<TPart, TValue?> get, Func<TPart, TValue?, TPart> set)
    : PartField<TPart>(name)
    where TValue : class
{
    public override TPart Read(ref Utf8JsonReader reader, TPart part, string path, out JsonFragment? spelling)
    {
        spelling = null;
        return set(part, shape.Read(ref reader, path + Name));
    }

    public override bool Write(Utf8JsonWriter writer, TPart part, JsonFragment? spelling, WriteLimits limits)
    {
        if (get(part) is not { } value)
        {
            return false;
        }

        if (!limits.Skeleton || shape.IsEssential)
        {
            writer.WritePropertyName(EncodedName);
            shape.Write(writer, value, limits);
        }

        return true;
    }
}
