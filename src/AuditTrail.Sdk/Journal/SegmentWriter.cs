using AuditTrail.Storage;

namespace AuditTrail.Journal;

/// <summary>The segment that is being written. It is begun under a temporary name and appears complete with its first frames. The writer's alone.</summary>
/// <remarks>After any exception the file must not be touched again: only <see cref="Abandon"/> is allowed.</remarks>
internal sealed class SegmentWriter
{
    private readonly IStorage _storage;
    private readonly IStorageFile _file;
    private readonly long _capacity;
    private long _position = SegmentHeader.Size;
    private bool _published;

    private SegmentWriter(IStorage storage, IStorageFile file, SegmentHeader header, long capacity)
    {
        _storage = storage;
        _file = file;
        _capacity = capacity;
        Segment = new Segment(header.Index, header.FirstSequence, SegmentName.Of(header.Index), header.Seed, SegmentHeader.Size);
    }

    public Segment Segment { get; }

    public bool IsPublished => _published;

    /// <summary>Bytes that still fit; frames are never split over segments.</summary>
    /// <remarks>A new segment has the most: whatever was written here and could not be synced fits into the one that supersedes it, so that nobody dies between two halves.</remarks>
    public long Room => _capacity - _position - FrameHeader.Size;

    /// <summary>True while there is no frame in it: then the next one is written whatever its size.</summary>
    public bool IsEmpty => _position == SegmentHeader.Size;

    public static SegmentWriter Create(IStorage storage, SegmentHeader header, long capacity)
    {
        var name = SegmentName.Temporary(header.Index);
        storage.Delete(name);
        var file = storage.Create(name);
        try
        {
            Span<byte> bytes = stackalloc byte[SegmentHeader.Size];
            header.EncodeTo(bytes);
            file.Write(bytes, 0);
            return new SegmentWriter(storage, file, header, capacity);
        }
        catch
        {
            file.Dispose();
            TryDelete(storage, name);
            throw;
        }
    }

    public void Write(ReadOnlySpan<byte> frames)
    {
        _file.Write(frames, _position);
        _position += frames.Length;
    }

    /// <summary>Makes everything written durable, at the first time under the segment's name.</summary>
    public void Sync()
    {
        if (!_published && _position < _capacity)
        {
            // A sync that does not change the file's length costs half (durability.md 2.1).
            _file.SetLength(_capacity);
        }

        _file.Sync();
        if (!_published)
        {
            _storage.Rename(SegmentName.Temporary(Segment.Index), Segment.Name);
            _storage.SyncDirectory();
            _published = true;
        }
    }

    /// <summary>Says to readers that what is written is durable.</summary>
    public void Settle() => Segment.Bytes = _position;

    /// <summary>Ends the segment in order: a seal, and the preallocated rest is given back.</summary>
    public void Seal(long nextSequence, DateTimeOffset time)
    {
        Span<byte> frame = stackalloc byte[FrameHeader.Size];
        FrameHeader.Begin(frame, FrameKind.Seal, FrameFlags.None, nextSequence, time, default);
        FrameHeader.Stamp(frame, Segment.Seed, nextSequence - 1);
        Write(frame);
        _file.SetLength(_position);
        _file.Sync();
        Settle();
        _file.Dispose();
    }

    /// <summary>Closes the handle; a segment that never got its name is removed, since it holds nothing that anybody was told of.</summary>
    public void Abandon()
    {
        _file.Dispose();
        if (!_published)
        {
            TryDelete(_storage, SegmentName.Temporary(Segment.Index));
            TryDelete(_storage, Segment.Name);
        }
    }

    private static void TryDelete(IStorage storage, string name)
    {
        try
        {
            storage.Delete(name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next opening removes it: it is superseded by the segment that follows.
        }
    }
}
