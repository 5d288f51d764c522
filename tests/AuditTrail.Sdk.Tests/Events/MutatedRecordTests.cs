using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

/// <summary>Real records that somebody has damaged: refused in one way, or read, and then written as valid JSON.</summary>
public sealed class MutatedRecordTests
{
    private const int Mutations = 5_000;

    [Fact]
    public void ADamagedRecordIsRefusedAsAFormatExceptionOrWrittenAsValidJson()
    {
        var random = new Random(7);
        var records = CloudTrailRecords.All().Where((_, i) => i % 40 == 0).ToArray();
        var (refused, read) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = Damage(random, records[random.Next(records.Length)]);
            AuditEvent parsed;
            try
            {
                parsed = AuditEvent.Parse(bytes);
            }
            catch (FormatException)
            {
                refused++;
                continue;
            }

            read++;
            var payload = new ArrayBufferWriter<byte>();
            RecordWriter.Write(parsed, payload);
            using var written = JsonDocument.Parse(payload.WrittenMemory);
            Assert.InRange(payload.WrittenCount, 2, RecordWriter.MaxPayloadBytes);
            Assert.False(payload.WrittenSpan.ContainsAny((byte)'\n', (byte)'\r'));
        }

        // Both happen, so that neither half of the test is empty.
        Assert.True(refused > 100 && read > 100, $"{refused} refused, {read} read");
    }

    [Fact]
    public void EveryMemberOfARealRecordMayBeNull()
    {
        foreach (var record in CloudTrailRecords.All().Where((_, i) => i % 100 == 0))
        {
            var members = JsonNode.Parse(record) as JsonObject ?? [];
            foreach (var name in members.Select(m => m.Key).ToArray())
            {
                var changed = members.DeepClone().AsObject();
                changed[name] = null;
                var text = changed.ToJsonString();
                Assert.Equal(JsonTokens.Of(text), JsonTokens.Of(AuditEvent.Parse(text).ToUtf8Json()));
            }
        }
    }

    private static byte[] Damage(Random random, byte[] record)
    {
        var bytes = (byte[])record.Clone();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = "{}[]\",:\\0-e.nt"u8[random.Next(14)];
                    break;
                case 2:
                    (bytes[at], bytes[random.Next(bytes.Length)]) = (bytes[random.Next(bytes.Length)], bytes[at]);
                    break;
                default:
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(Math.Min(bytes.Length, at + random.Next(12)))];
                    break;
            }

            if (bytes.Length == 0)
            {
                return bytes;
            }
        }

        return bytes;
    }
}
