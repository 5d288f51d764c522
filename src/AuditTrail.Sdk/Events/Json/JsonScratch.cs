using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary>What reading, capturing and writing need for a moment, kept by each thread so that none of them allocates.</summary>
/// <remarks>Rented, since an application's own code may run in between and build another event.</remarks>
internal sealed class JsonScratch
{
    [ThreadStatic]
    private static JsonScratch? _free;

    private JsonScratch() => Writer = new(Output, EventText.WriterOptions);

    public ByteBuffer Output { get; } = new();

    public ByteBuffer Raw { get; } = new();

    public Utf8JsonWriter Writer { get; private set; }

    public JsonCopy Copy { get; } = new();

    public static JsonScratch Rent()
    {
        var scratch = _free ?? new();
        _free = null;
        scratch.WriteInto(scratch.Output);
        return scratch;
    }

    public static void Return(JsonScratch scratch)
    {
        scratch.Output.Clear();
        scratch.Raw.Clear();
        _free = scratch;
    }

    /// <summary>Begins a new text in this buffer.</summary>
    public void WriteInto(ByteBuffer buffer)
    {
        try
        {
            Writer.Reset(buffer);
        }
        catch (ObjectDisposedException)
        {
            // An application's converter has disposed of what it was handed; this thread's later events must not pay for it.
            Writer = new(buffer, EventText.WriterOptions);
        }
    }
}
