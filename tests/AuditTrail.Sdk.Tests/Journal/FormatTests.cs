using System.Text;
using AuditTrail.Journal;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal;

public sealed class FormatTests
{
    [Fact]
    public void TheChecksumIsCrc32C()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(Crc32C.Of("123456789"u8), Crc32C.Continue(Crc32C.Of("1234"u8), "56789"u8));
    }

    [Fact]
    public void TheChecksumCanBeTakenBack()
    {
        var data = new byte[77];
        new Random(1).NextBytes(data);
        Assert.Equal(Crc32C.Of(data.AsSpan(0, 33)), Crc32C.Before(Crc32C.Of(data), data.AsSpan(33)));
    }

    [Fact]
    public void TheExampleInTheFormatIsASegmentWithOneMarkerAndASeal()
    {
        var format = File.ReadAllText(Path.Combine(Repository.Root, "src/AuditTrail.Sdk/Journal/FORMAT.md"));
        var hex = format.Split("```hex\n")[1].Split("```")[0];
        var bytes = Convert.FromHexString(string.Concat(hex.Where(Uri.IsHexDigit)));

        Assert.True(SegmentHeader.TryParse(bytes, out var header));
        Assert.Equal((1, 1, 1), (header.Index, header.FirstSequence, header.Epoch));
        Assert.Equal(new Guid("00112233-4455-6677-8899-aabbccddeeff"), header.Stream);

        var frame = bytes.AsSpan(SegmentHeader.Size);
        Assert.True(FrameHeader.TryParse(frame, header.Seed, out var marker));
        Assert.Equal((FrameKind.Marker, 1L, 0L), (marker.Kind, marker.Sequence, marker.Durable));
        var payload = frame.Slice(FrameHeader.Size, marker.PayloadLength);
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(payload));
        Assert.True(marker.Matches(payload, header.Seed));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), NanoTime.ToTime(marker.TimeNanoseconds));

        Assert.True(FrameHeader.TryParse(frame[marker.FrameLength..], header.Seed, out var seal));
        Assert.Equal((FrameKind.Seal, 2L, 1L), (seal.Kind, seal.Sequence, seal.Durable));
        Assert.Equal(bytes.Length, SegmentHeader.Size + marker.FrameLength + seal.FrameLength);
    }

    [Fact]
    public void TheExampleInTheFormatIsWhatIsWritten() =>
        Assert.Contains(ExampleHex(), File.ReadAllText(Path.Combine(Repository.Root, "src/AuditTrail.Sdk/Journal/FORMAT.md")), StringComparison.Ordinal);

    [Fact]
    public void EveryChangedBitOfAHeaderIsFound()
    {
        var segment = new byte[SegmentHeader.Size];
        SegmentHeader.New(3, 17, 2, DateTimeOffset.UnixEpoch, Guid.Empty).EncodeTo(segment);
        AssertEveryBitMatters(segment, static bytes => SegmentHeader.TryParse(bytes, out _));

        var head = new byte[HeadSlot.Size];
        new HeadSlot(5, 100, 20, 2, Guid.Empty).EncodeTo(head);
        AssertEveryBitMatters(head, static bytes => HeadSlot.TryParse(bytes, out _));

        var frame = new byte[FrameHeader.LengthOf(5)];
        FrameHeader.Begin(frame, FrameKind.Event, FrameFlags.ReadOnly, 9, DateTimeOffset.UnixEpoch, "hello"u8);
        FrameHeader.Stamp(frame, seed: 77, durable: 8);
        AssertEveryBitMatters(frame.AsSpan(0, FrameHeader.Size + 5).ToArray(), static bytes => FrameHeader.TryParse(bytes, 77, out var header) && header.Matches(bytes.AsSpan(FrameHeader.Size), 77));
    }

    [Fact]
    public void AFrameOfAnotherSegmentNeverValidates()
    {
        var frame = new byte[FrameHeader.LengthOf(5)];
        FrameHeader.Begin(frame, FrameKind.Event, FrameFlags.None, 9, DateTimeOffset.UnixEpoch, "hello"u8);
        FrameHeader.Stamp(frame, seed: 77, durable: 8);

        Assert.False(FrameHeader.TryParse(frame, seed: 78, out _));
        Assert.Equal(77u, FrameHeader.SeedOf(frame));
    }

    [Fact]
    public void TimesOutsideTheFormatsRangeAreMovedToItsEnd()
    {
        Assert.Equal(2262, NanoTime.ToTime(NanoTime.From(DateTimeOffset.MaxValue)).Year);
        Assert.Equal(1677, NanoTime.ToTime(NanoTime.From(DateTimeOffset.MinValue)).Year);
    }

    private static string ExampleHex()
    {
        var storage = new MemoryStorage();
        var time = new ManualTimeProvider();
        var header = new SegmentHeader(UInt128.One, 1, 1, 1, NanoTime.From(time.GetUtcNow()), new Guid("00112233-4455-6677-8899-aabbccddeeff"));
        var writer = SegmentWriter.Create(storage, header, capacity: 0);
        var frame = new byte[FrameHeader.LengthOf(7)];
        FrameHeader.Begin(frame, FrameKind.Marker, FrameFlags.None, 1, time.GetUtcNow(), "{\"a\":1}"u8);
        FrameHeader.Stamp(frame, header.Seed, durable: 0);
        writer.Write(frame);
        writer.Sync();
        writer.Seal(2, time.GetUtcNow());
        return string.Join('\n', Convert.ToHexStringLower(storage.ReadBytes(SegmentName.Of(1))).Chunk(32).Select(static line => string.Join(' ', line.Chunk(8).Select(static word => new string(word)))));
    }

    private static void AssertEveryBitMatters(byte[] bytes, Func<byte[], bool> isValid)
    {
        Assert.True(isValid(bytes));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(isValid(bytes), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }
}
