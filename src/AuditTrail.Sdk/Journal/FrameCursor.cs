using AuditTrail.Storage;

namespace AuditTrail.Journal;

/// <summary>Finds and checks frames in one segment file through a window of bounded size. Not thread-safe.</summary>
internal sealed class FrameCursor(IStorageFile file, uint seed)
{
    private const int WindowBytes = 64 << 10;

    private byte[] _window = new byte[WindowBytes];
    private long _start;
    private int _count;

    /// <summary>Where the file's frames end: nothing beyond is read.</summary>
    public long Limit { get; set; }

    /// <summary>The frame at a position, if there is a whole one; its payload is checked when <paramref name="verify"/>.</summary>
    public bool TryFrame(long at, bool verify, out FrameHeader header)
    {
        return FrameHeader.TryParse(Bytes(at, FrameHeader.Size), seed, out header)
            && at + FrameHeader.Size + header.PayloadLength <= Limit
            && (!verify || header.Matches(PayloadAt(at, header).Span, seed));
    }

    /// <summary>A frame's payload, valid until the next call.</summary>
    public ReadOnlyMemory<byte> PayloadAt(long at, FrameHeader header)
    {
        Bytes(at, FrameHeader.Size + header.PayloadLength);
        return _window.AsMemory((int)(at - _start) + FrameHeader.Size, header.PayloadLength);
    }

    /// <summary>The next whole frame at or after a position with a sequence in the range, or −1.</summary>
    public long Find(long from, long minSequence, long maxSequence)
    {
        for (var at = (from + 7) & ~7L; at + FrameHeader.Size <= Limit; at += 8)
        {
            if (Bytes(at, 1) is [(byte)'A'] && TryFrame(at, verify: true, out var header)
                && header.Sequence >= minSequence && header.Sequence <= maxSequence && header.Kind != FrameKind.Seal)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>True when only zeros follow: the preallocated rest.</summary>
    public bool IsZeroFrom(long at)
    {
        while (at < Limit)
        {
            var bytes = Bytes(at, (int)Math.Min(WindowBytes, Limit - at));
            if (bytes.IsEmpty)
            {
                break;
            }

            if (bytes.ContainsAnyExcept((byte)0))
            {
                return false;
            }

            at += bytes.Length;
        }

        return true;
    }

    /// <summary>Where the zeros at the end begin, on a multiple of 8.</summary>
    public long EndOfContent(long from)
    {
        var end = from;
        for (var at = from; at < Limit;)
        {
            var bytes = Bytes(at, (int)Math.Min(WindowBytes, Limit - at));
            if (bytes.IsEmpty)
            {
                break;
            }

            var last = bytes.LastIndexOfAnyExcept((byte)0);
            end = last < 0 ? end : at + last + 1;
            at += bytes.Length;
        }

        return Math.Min((end + 7) & ~7L, Limit);
    }

    /// <summary>Bytes of the file, fewer than asked for only at the limit.</summary>
    public ReadOnlySpan<byte> Bytes(long at, int length)
    {
        length = (int)Math.Clamp(Limit - at, 0, length);
        if (length == 0)
        {
            // Also beyond the limit: the padding of the last frame may be cut off.
            return default;
        }

        if (at < _start || at + length > _start + _count)
        {
            if (length > _window.Length)
            {
                _window = new byte[length];
            }

            _start = at;
            _count = 0;
            _count = file.Read(_window.AsSpan(0, (int)Math.Min(_window.Length, Limit - at)), at);
            length = Math.Min(length, _count);
        }

        return _window.AsSpan((int)(at - _start), length);
    }
}
