namespace AuditTrail.Journal;

/// <summary>Frames one behind the other, as they will stand on disk. Filled by callers under the queue's lock, then the writer's alone.</summary>
internal sealed class FrameBlock(int capacity)
{
    public const int StandardCapacity = 256 << 10;

    private readonly byte[] _bytes = new byte[capacity];

    public int Capacity => _bytes.Length;

    /// <summary>Bytes of the frames.</summary>
    public int Used { get; private set; }

    /// <summary>Bytes of the frames that are durable: never written again.</summary>
    public int Durable { get; set; }

    public bool TryAdd(FrameKind kind, FrameFlags flags, long sequence, DateTimeOffset time, ReadOnlySpan<byte> payload)
    {
        var length = FrameHeader.LengthOf(payload.Length);
        if (length > _bytes.Length - Used)
        {
            return false;
        }

        FrameHeader.Begin(_bytes.AsSpan(Used, length), kind, flags, sequence, time, payload);
        Used += length;
        return true;
    }

    public Span<byte> From(int offset) => _bytes.AsSpan(offset, Used - offset);

    public void Clear() => (Used, Durable) = (0, 0);
}
