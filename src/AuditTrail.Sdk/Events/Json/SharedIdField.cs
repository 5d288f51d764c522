using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary>The id that ties events together: written without a text of its own where this process made it.</summary>
internal sealed class SharedIdField() : PartField<EventFields>("sharedEventID")
{
    private readonly TextField<EventFields> _text = new("sharedEventID", e => e.SharedEventId, (e, v) =>
    {
        e.SharedEventId = v;
        return e;
    });

    public override EventFields Read(ref Utf8JsonReader reader, EventFields part, string path, out JsonFragment? spelling) =>
        _text.Read(ref reader, part, path, out spelling);

    public override bool Write(Utf8JsonWriter writer, EventFields part, JsonFragment? spelling, WriteLimits limits)
    {
        if (part.SharedId == Guid.Empty)
        {
            return _text.Write(writer, part, spelling, limits);
        }

        writer.WriteString(EncodedName, part.SharedId);
        return true;
    }
}
