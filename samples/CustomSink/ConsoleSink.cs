using System.Text;
using AuditTrail.Sinks;

/// <summary>One line of JSON for each event, for a platform that collects what its containers print.</summary>
internal sealed class ConsoleSink : IAuditSink
{
    public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        foreach (var item in batch)
        {
            Console.Out.WriteLine(Encoding.UTF8.GetString(item.Utf8Json.Span));
        }

        return new(DeliveryResult.Delivered());
    }
}
