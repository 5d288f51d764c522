using System.Buffers.Binary;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>Writes HEAD as FORMAT.md describes it.</summary>
internal static class OracleHead
{
    /// <summary>Makes the journal believe that everything it can read is durable: what a recovery does that does not write the tail again.</summary>
    public static void Trust(SimulatedDisk disk)
    {
        var files = disk.Files();
        var reading = OracleReading.Of(files);
        if (reading.Entries.Count == 0)
        {
            return;
        }

        var head = files.GetValueOrDefault("HEAD") is { Length: >= 1024 } found ? found : new byte[1024];
        var generation = Math.Max(BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(8)), BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(520))) + 1;
        var stream = files.Where(f => f.Key.StartsWith("seg-", StringComparison.Ordinal) && f.Value.Length >= 128).Select(f => f.Value[64..80]).First();
        var epoch = files.Where(f => f.Key.StartsWith("seg-", StringComparison.Ordinal) && f.Value.Length >= 128)
            .Max(f => BinaryPrimitives.ReadInt64LittleEndian(f.Value.AsSpan(48)));
        var slot = head.AsSpan((int)(generation % 2) * 512, 512);
        slot.Clear();
        "ATJHEAD1"u8.CopyTo(slot);
        BinaryPrimitives.WriteInt64LittleEndian(slot[8..], generation);
        BinaryPrimitives.WriteInt64LittleEndian(slot[16..], reading.Entries.Keys.Last());
        BinaryPrimitives.WriteInt64LittleEndian(slot[24..], reading.DeletedThrough);
        BinaryPrimitives.WriteInt64LittleEndian(slot[32..], epoch);
        stream.CopyTo(slot[40..]);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[508..], OracleChecksum.Of(slot[..508]));
        disk.Put("HEAD", head);
    }
}
