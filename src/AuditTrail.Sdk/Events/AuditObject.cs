using System.Text.Json;
using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>The members of a JSON object while an application adds them. A name given twice: the last one counts.</summary>
/// <remarks>Valid only within the action it is handed to. Not thread-safe. Beyond 1,024 members the rest is left out, with a mark.</remarks>
public sealed class AuditObject
{
    private Utf8JsonWriter? _writer;

    private AuditObject(Utf8JsonWriter writer) => _writer = writer;

    /// <summary>Adds a member.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 1,024 bytes of UTF-8.</exception>
    public AuditObject Add(string name, AuditValue value)
    {
        FieldName.Check(name);
        var writer = _writer ?? throw new InvalidOperationException("This object is complete. Add its members within the action that it was handed to.");
        writer.WritePropertyName(EventText.MarkLoneSurrogates(name));
        value.WriteTo(writer);
        return this;
    }

    /// <summary>Adds an object.</summary>
    /// <inheritdoc cref="Add(string, AuditValue)"/>
    public AuditObject Add(string name, Action<AuditObject> members) => Add(name, AuditValue.Object(members));

    internal static void Write(Utf8JsonWriter writer, Action<AuditObject> members)
    {
        // Not even run: an application may nest without end.
        if (ValueCapture.IsTooDeep(writer))
        {
            return;
        }

        writer.WriteStartObject();
        var open = new AuditObject(writer);

        try
        {
            members(open);
        }
        finally
        {
            open._writer = null;
        }

        writer.WriteEndObject();
    }
}
