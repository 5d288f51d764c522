using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>What a directory holds according to FORMAT.md alone: a second reader, so that writer and verifier do not share a mistake.</summary>
internal sealed partial class OracleReading
{
    private OracleReading()
    {
    }

    /// <summary>Entries that count, in order.</summary>
    public SortedDictionary<long, OracleEntry> Entries { get; } = [];

    /// <summary>The highest sequence that the directory itself proves to have been durable.</summary>
    public long Durable { get; private set; }

    public long DeletedThrough { get; private set; }

    /// <summary>Sequences that were acknowledged and are not there.</summary>
    public List<long> Lost { get; } = [];

    public static OracleReading Of(IReadOnlyDictionary<string, byte[]> files, long knownDurable = 0)
    {
        var reading = new OracleReading { Durable = knownDurable };
        var segments = files.Where(f => SegmentName().IsMatch(f.Key))
            .Select(f => OracleSegment.Parse(f.Key, f.Value)).OfType<OracleSegment>().OrderBy(s => s.Index).ToList();
        var headIsThere = reading.ReadHead(files.GetValueOrDefault("HEAD") ?? []);
        if (!headIsThere && segments.Count > 0)
        {
            reading.DeletedThrough = segments.Min(s => s.First) - 1;
        }

        var limit = long.MaxValue;
        foreach (var segment in Enumerable.Reverse(segments))
        {
            reading.Durable = Math.Max(reading.Durable, Math.Max(segment.Durable, segment.First - 1));
        }

        for (var i = segments.Count - 1; i >= 0; i--)
        {
            // Segments of one index are copies of each other and do not supersede each other.
            limit = Math.Min(limit, segments.Where(s => s.Index > segments[i].Index).Select(s => s.First).DefaultIfEmpty(long.MaxValue).Min());
            foreach (var (sequence, entry) in segments[i].Entries.Where(e => e.Key < limit))
            {
                reading.Entries.TryAdd(sequence, entry);
            }
        }

        reading.Judge();
        return reading;
    }

    [GeneratedRegex("^seg-[0-9]{20}\\.atj$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SegmentName();

    private bool ReadHead(byte[] head)
    {
        var generation = -1L;
        for (var at = 0; at + 512 <= head.Length && at < 1024; at += 512)
        {
            var slot = head.AsSpan(at, 512);
            if (slot[..8].SequenceEqual("ATJHEAD1"u8)
                && BinaryPrimitives.ReadUInt32LittleEndian(slot[508..]) == OracleChecksum.Of(slot[..508])
                && BinaryPrimitives.ReadInt64LittleEndian(slot[8..]) is var found && found > generation)
            {
                generation = found;
                var durable = BinaryPrimitives.ReadInt64LittleEndian(slot[16..]);
                DeletedThrough = BinaryPrimitives.ReadInt64LittleEndian(slot[24..]);
                Durable = Math.Max(Durable, Math.Max(durable, DeletedThrough));
            }
        }

        return generation >= 0;
    }

    private void Judge()
    {
        for (var sequence = DeletedThrough + 1; sequence <= Durable; sequence++)
        {
            if (!Entries.ContainsKey(sequence))
            {
                Lost.Add(sequence);
            }
        }

        // Above what was durable only the part without a hole counts.
        var next = Math.Max(Durable, DeletedThrough) + 1;
        while (Entries.ContainsKey(next))
        {
            next++;
        }

        foreach (var torn in Entries.Keys.Where(s => s >= next).ToList())
        {
            Entries.Remove(torn);
        }
    }
}
