using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AuditTrail.Events;

/// <summary>Time-ordered UUIDs (version 7): each greater than the one before, also within a millisecond and when the clock steps back.</summary>
/// <remarks>
/// Thread-safe. The twelve bits behind the version count within a millisecond; when they run out, or the clock steps back, the ids run ahead of the clock until it
/// has caught up. The other 62 bits are from the system's random generator, fetched some hundred ids at a time.
/// </remarks>
internal sealed class EventIdSource(TimeProvider time)
{
    private const int RandomBytes = 8;
    private const int MaxCounter = 0xFFF;

    private readonly Lock _lock = new();

    // Under the lock.
    private readonly byte[] _random = new byte[RandomBytes * 256];
    private int _used = RandomBytes * 256;
    private long _milliseconds;
    private int _counter;

    /// <summary>For events that are built without a recorder.</summary>
    public static EventIdSource Process { get; } = new(TimeProvider.System);

    public Guid Next()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        Span<byte> id = stackalloc byte[16];

        lock (_lock)
        {
            Advance(now);
            BinaryPrimitives.WriteInt64BigEndian(id, (_milliseconds << 16) | 0x7000L | (uint)_counter);
            TakeRandom().CopyTo(id[8..]);
        }

        // The variant of RFC 9562.
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new(id, bigEndian: true);
    }

    /// <summary>The id as CloudTrail writes it: lower case, with hyphens.</summary>
    public string NextText() => Next().ToString("D");

    private void Advance(long now)
    {
        if (now > _milliseconds)
        {
            _milliseconds = now;
            _counter = 0;
        }
        else if (++_counter > MaxCounter)
        {
            _milliseconds++;
            _counter = 0;
        }
    }

    private ReadOnlySpan<byte> TakeRandom()
    {
        if (_used == _random.Length)
        {
            RandomNumberGenerator.Fill(_random);
            _used = 0;
        }

        _used += RandomBytes;
        return _random.AsSpan(_used - RandomBytes, RandomBytes);
    }
}
