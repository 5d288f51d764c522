using System.Buffers;

namespace AuditTrail.Recording;

/// <summary>This thread's buffer for one record: filled and handed to the journal without a wait in between.</summary>
internal sealed class RecordBuffer : IBufferWriter<byte>
{
    private const int Usual = 4 * 1024;
    private const int Kept = 64 * 1024;

    [ThreadStatic]
    private static RecordBuffer? _ofThisThread;

    private byte[] _bytes = new byte[Usual];
    private int _written;

    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, _written);

    /// <summary>The thread's buffer, empty. A giant of before is given back to the collector: one event of 256 KB must not cost that on every thread for ever.</summary>
    public static RecordBuffer Rent()
    {
        var buffer = _ofThisThread ??= new RecordBuffer();
        buffer._written = 0;
        if (buffer._bytes.Length > Kept)
        {
            buffer._bytes = new byte[Usual];
        }

        return buffer;
    }

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_written);
    }

    private void Grow(int sizeHint)
    {
        var needed = _written + Math.Max(sizeHint, 1);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }
    }
}
