namespace AuditTrail.Journal;

/// <summary>Frames that are not durable yet, and how far they have been handed to the kernel. The writer's alone.</summary>
/// <remarks>They stay in memory until they are durable: after a failed sync the copy in the page cache cannot be trusted and they are written again elsewhere.</remarks>
internal sealed class PendingFrames
{
    private readonly List<FrameBlock> _blocks = [];
    private int _block;
    private int _offset;

    public bool HasUnwritten => _block < _blocks.Count && (_block < _blocks.Count - 1 || _offset < _blocks[_block].Used);

    public bool IsEmpty => _blocks.Count == 0;

    public void Add(FrameBlock block) => _blocks.Add(block);

    /// <summary>Stamps and takes the next frames that lie together and fit into <paramref name="room"/> bytes; one frame at least when <paramref name="force"/>.</summary>
    public ReadOnlySpan<byte> Take(long room, bool force, uint seed, long durable, out long lastSequence)
    {
        lastSequence = 0;
        if (!HasUnwritten)
        {
            return default;
        }

        var frames = _blocks[_block].From(_offset);
        var length = 0;
        while (length < frames.Length)
        {
            var frame = frames[length..];
            var frameLength = FrameHeader.LengthOf(FrameHeader.PayloadLengthAt(frame));
            if (length + frameLength > room && !(force && length == 0))
            {
                break;
            }

            FrameHeader.Stamp(frame, seed, durable);
            lastSequence = FrameHeader.SequenceAt(frame);
            length += frameLength;
        }

        _offset += length;
        if (_offset == _blocks[_block].Used)
        {
            _block++;
            _offset = 0;
        }

        return frames[..length];
    }

    /// <summary>What has been written is durable; blocks that are done go back to <paramref name="queue"/>.</summary>
    public void Settle(EntryQueue queue)
    {
        for (var i = 0; i < _block; i++)
        {
            queue.Recycle(_blocks[i]);
        }

        _blocks.RemoveRange(0, _block);
        _block = 0;
        if (_blocks.Count > 0)
        {
            _blocks[0].Durable = _offset;
        }
    }

    /// <summary>What has been written but is not durable is written again.</summary>
    public void Rewind()
    {
        _block = 0;
        _offset = _blocks.Count > 0 ? _blocks[0].Durable : 0;
    }
}
