using System.Buffers;

namespace AuditTrail.Sinks.Webhook;

/// <summary>The records of a batch that are still open, once in memory, in the form that every part of them can be sent in.</summary>
/// <remarks>Made anew for each attempt: a cancelled request may still be reading the last one's.</remarks>
internal sealed class WebhookBody
{
    private readonly WebhookFormat _format;
    private readonly ReadOnlyMemory<byte> _records;
    private readonly long[] _numbers;
    private readonly int[] _ends;

    private WebhookBody(WebhookFormat format, ReadOnlyMemory<byte> records, long[] numbers, int[] ends)
    {
        _format = format;
        _records = records;
        _numbers = numbers;
        _ends = ends;
    }

    /// <summary>The records' places in the trail.</summary>
    public ReadOnlySpan<long> Numbers => _numbers;

    public static WebhookBody Read(AuditBatch batch, PartialDelivery settled, WebhookFormat format)
    {
        var separator = format == WebhookFormat.NdJson ? (byte)'\n' : (byte)',';
        var records = new ArrayBufferWriter<byte>(checked((int)(batch.Bytes + batch.Count)));
        var numbers = new List<long>(batch.Count);
        var ends = new List<int>(batch.Count);
        foreach (var item in batch)
        {
            if (settled.IsSettled(item))
            {
                continue;
            }

            if (numbers.Count > 0)
            {
                records.Write([separator]);
            }

            records.Write(item.Utf8Json.Span);
            numbers.Add(item.TrailSequence);
            ends.Add(records.WrittenCount);
        }

        return new WebhookBody(format, records.WrittenMemory, [.. numbers], [.. ends]);
    }

    public WebhookPart Part(int first, int count)
    {
        var start = first == 0 ? 0 : _ends[first - 1] + 1;
        var (head, tail) = _format == WebhookFormat.NdJson ? ("", "\n") : ("[", "]");
        return new WebhookPart(first, _numbers.AsMemory(first, count), Ascii(head), _records[start.._ends[first + count - 1]], Ascii(tail));
    }

    private static byte[] Ascii(string text) => [.. text.Select(c => (byte)c)];
}
