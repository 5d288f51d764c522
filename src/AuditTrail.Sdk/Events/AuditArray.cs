using System.Text.Json;
using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>The elements of a JSON array while an application adds them.</summary>
/// <remarks>Valid only within the action it is handed to. Not thread-safe. Beyond 1,024 elements the rest is left out, with a mark.</remarks>
public sealed class AuditArray
{
    private Utf8JsonWriter? _writer;

    private AuditArray(Utf8JsonWriter writer) => _writer = writer;

    /// <summary>Adds an element.</summary>
    public AuditArray Add(AuditValue value)
    {
        var writer = _writer ?? throw new InvalidOperationException("This array is complete. Add its elements within the action that it was handed to.");
        value.WriteTo(writer);
        return this;
    }

    /// <summary>Adds an object.</summary>
    public AuditArray Add(Action<AuditObject> members) => Add(AuditValue.Object(members));

    internal static void Write(Utf8JsonWriter writer, Action<AuditArray> elements)
    {
        // Not even run: an application may nest without end.
        if (ValueCapture.IsTooDeep(writer))
        {
            return;
        }

        writer.WriteStartArray();
        var open = new AuditArray(writer);

        try
        {
            elements(open);
        }
        finally
        {
            open._writer = null;
        }

        writer.WriteEndArray();
    }

    internal void AddAll(AuditValue[] values)
    {
        foreach (var value in values)
        {
            Add(value);
        }
    }

    internal void AddAll(string?[] texts)
    {
        foreach (var text in texts)
        {
            Add(text);
        }
    }
}
