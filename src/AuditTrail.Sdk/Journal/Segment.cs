namespace AuditTrail.Journal;

/// <summary>A segment as readers see it.</summary>
internal sealed class Segment(long index, long firstSequence, string name, uint seed, long bytes)
{
    private long _bytes = bytes;

    public long Index => index;

    public long FirstSequence => firstSequence;

    public string Name => name;

    /// <summary>The checksum's state after the salt.</summary>
    public uint Seed => seed;

    /// <summary>How far the file is durable: readers never look beyond.</summary>
    public long Bytes
    {
        get => Volatile.Read(ref _bytes);
        set => Volatile.Write(ref _bytes, value);
    }
}
