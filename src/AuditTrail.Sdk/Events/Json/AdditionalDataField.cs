using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary>The one member that has two sources: what the application gave, and the HTTP details.</summary>
internal sealed class AdditionalDataField() : PartField<EventFields>("additionalEventData")
{
    public override bool NullIsAValue => true;

    public override EventFields Read(ref Utf8JsonReader reader, EventFields part, string path, out JsonFragment? spelling)
    {
        spelling = null;
        part.AdditionalEventData = JsonFragment.Read(ref reader, path + Name);
        return part;
    }

    public override bool Write(Utf8JsonWriter writer, EventFields part, JsonFragment? spelling, WriteLimits limits)
    {
        if (limits.LeavesOutAdditional || (part.AdditionalEventData is null && part.Http is null))
        {
            // "There was one": a null that was read must not come back here.
            return limits.LeavesOutAdditional;
        }

        writer.WritePropertyName(EncodedName);

        if (part.Http is null)
        {
            OmittedValue.WriteWithin(limits.AdditionalBytes, writer, part.AdditionalEventData ?? JsonFragment.Null);
            return true;
        }

        writer.WriteStartObject();

        if (part.AdditionalEventData is { ValueKind: not JsonValueKind.Null } data)
        {
            AdditionalData.WriteMembers(writer, data, stripsTrail: false);
        }

        AdditionalData.WriteHttp(writer, part.Http, limits);
        writer.WriteEndObject();
        return true;
    }
}
