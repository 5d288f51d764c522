using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary>A member of free form. Its null is a value of its own, since CloudTrail writes null there on purpose.</summary>
internal sealed class FragmentField<TPart>(string name, Func<TPart, JsonFragment?> get, Func<TPart, JsonFragment?, TPart> set, Func<WriteLimits, int>? limit = null)
    : PartField<TPart>(name)
{
    public override bool NullIsAValue => true;

    public override TPart Read(ref Utf8JsonReader reader, TPart part, string path, out JsonFragment? spelling)
    {
        spelling = null;
        return set(part, JsonFragment.Read(ref reader, path + Name));
    }

    public override bool Write(Utf8JsonWriter writer, TPart part, JsonFragment? spelling, WriteLimits limits)
    {
        if (get(part) is not { } value)
        {
            return false;
        }

        writer.WritePropertyName(EncodedName);
        OmittedValue.WriteWithin(limit?.Invoke(limits) ?? limits.UnknownBytes, writer, value);
        return true;
    }
}
