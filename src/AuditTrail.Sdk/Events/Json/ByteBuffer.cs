using System.Buffers;

namespace AuditTrail.Events.Json;

/// <summary>Bytes that grow, and from which a range can be taken out again; kept and used again, so that writing allocates nothing. Not thread-safe.</summary>
internal sealed class ByteBuffer : IBufferWriter<byte>
{
    /// <summary>One huge event must not hold its memory for the life of the thread.</summary>
    private const int KeptBytes = 1 << 19;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    /// <summary>How much may be written before <see cref="ByteLimitException"/>.</summary>
    public int Limit { get; set; } = int.MaxValue;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    public void Append(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    public void Truncate(int length) => Length = length;

    public void Remove(int start, int count)
    {
        Buffer.BlockCopy(_bytes, start + count, _bytes, start, Length - start - count);
        Length -= count;
    }

    public void Clear()
    {
        Length = 0;
        Limit = int.MaxValue;

        if (_bytes.Length > KeptBytes)
        {
            _bytes = [];
        }
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void Reserve(int count)
    {
        var needed = Length + Math.Max(count, 1);

        if (needed > Limit)
        {
            throw new ByteLimitException();
        }

        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, Math.Max(_bytes.Length * 2, 1024)));
        }
    }
}
