using AuditTrail.Journal;
using AuditTrail.Storage;

namespace AuditTrail.Tests.Journal;

public sealed class SegmentScanTests
{
    private readonly MemoryStorage _storage = new();
    private readonly SegmentHeader _header = SegmentHeader.New(1, 1, 1, DateTimeOffset.UnixEpoch, Guid.Empty);

    [Fact]
    public void NothingIsReadBeyondTheLimitEvenWhenAPositionLiesBehindIt()
    {
        // The last frame's payload of 1 byte is whole, its 7 bytes of padding are cut off: the next frame would begin behind the end.
        using var file = Segment(Frame(1, "x"));
        var cursor = new FrameCursor(file, _header.Seed) { Limit = SegmentHeader.Size + FrameHeader.Size + 1 };

        Assert.True(cursor.TryFrame(SegmentHeader.Size, verify: true, out var frame));
        var behind = SegmentHeader.Size + frame.FrameLength;

        Assert.True(behind > cursor.Limit);
        Assert.True(cursor.Bytes(behind, FrameHeader.Size).IsEmpty);
        Assert.False(cursor.TryFrame(behind, verify: true, out _));
        Assert.True(cursor.IsZeroFrom(behind));
        Assert.Equal(-1, cursor.Find(behind, 1, long.MaxValue));
    }

    [Fact]
    public void ARunEndsAtGarbageEvenWhenNoSequenceIsMissing()
    {
        byte[] first = Frame(1, "one"), garbage = [.. Enumerable.Repeat((byte)0xAA, 64)], second = Frame(2, "two"), third = Frame(3, "three");
        using var file = Segment([.. first, .. garbage, .. second, .. third]);
        var scan = SegmentScan.TryIdentify(file, "seg", 1);
        Assert.NotNull(scan);

        scan.Verify(file);

        var at = SegmentHeader.Size + first.Length;
        Assert.Equal([new FrameRun(1, 1, SegmentHeader.Size), new FrameRun(2, 3, at + garbage.Length)], scan.Runs);
        Assert.Equal([new DamagedBytes(at, garbage.Length)], scan.Damage);
    }

    private IStorageFile Segment(byte[] frames)
    {
        var file = _storage.Create("seg");
        var header = new byte[SegmentHeader.Size];
        _header.EncodeTo(header);
        file.Write(header, 0);
        file.Write(frames, SegmentHeader.Size);
        return file;
    }

    private byte[] Frame(long sequence, string payload)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(payload);
        var frame = new byte[FrameHeader.LengthOf(bytes.Length)];
        FrameHeader.Begin(frame, FrameKind.Event, FrameFlags.None, sequence, DateTimeOffset.UnixEpoch, bytes);
        FrameHeader.Stamp(frame, _header.Seed, sequence - 1);
        return frame;
    }
}
