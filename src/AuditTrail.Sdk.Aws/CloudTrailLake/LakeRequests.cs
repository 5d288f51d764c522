using System.Globalization;
using AuditTrail.Sinks;

namespace AuditTrail.Aws;

/// <summary>Cuts a batch into requests, in order.</summary>
internal static class LakeRequests
{
    public const int MostEvents = 100;

    /// <summary>The whole body. The service's limit is "up to 1 MB", and nobody says how it counts.</summary>
    public const int MostBytes = 900_000;

    // With the rest of an id that has one at its longest, still within the model's 128.
    private const int MostOfTrail = 48;

    /// <param name="batch">The batch.</param>
    /// <param name="settled">What is not sent any more.</param>
    /// <param name="writer">Writes the events.</param>
    public static Queue<List<LakeEntry>> Of(AuditBatch batch, PartialDelivery settled, IntegrationEventWriter writer)
    {
        var requests = new Queue<List<LakeEntry>>();
        List<LakeEntry>? request = null;
        var bytes = 0;
        foreach (var item in batch)
        {
            if (settled.IsSettled(item))
            {
                continue;
            }

            var entry = writer.Write(item, IdOf(batch, item));
            var more = PutAuditEventsJson.BytesOf(entry);
            if (request is null || request.Count == MostEvents || bytes + more > MostBytes)
            {
                requests.Enqueue(request = []);
                bytes = PutAuditEventsJson.BytesAround;
            }

            request.Add(new LakeEntry(item.TrailSequence, entry));
            bytes += more;
        }

        return requests;
    }

    // The event's identity for ever. A trail's own marker has no number in the stream, and is identified by its place.
    private static string IdOf(AuditBatch batch, in BatchedEvent item) => item.Sequence > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{batch.Stream:N}-{item.Sequence}")
        : string.Create(CultureInfo.InvariantCulture, $"{batch.Stream:N}-{batch.Epoch}-{item.TrailSequence}-{TrailOf(batch.Trail)}");

    // Two trails may number their markers alike.
    private static string TrailOf(string name) => string.Concat(name.Take(MostOfTrail).Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
}
