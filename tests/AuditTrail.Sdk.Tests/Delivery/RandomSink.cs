using AuditTrail.Sinks;

namespace AuditTrail.Tests.Delivery;

/// <summary>A destination that fails in every way at random: refuses, throws, hangs, ignores its cancellation, takes events and loses the answer.</summary>
internal sealed class RandomSink(int seed) : IAuditSink
{
    private readonly Random _random = new(seed);

    public SinkLimits Limits { get; } = new() { MaxEvents = 1 + (seed % 17), AttemptTimeout = TimeSpan.FromMilliseconds(30) };

    /// <summary>All that ever arrived, repetitions included.</summary>
    public List<SeenEvent> Arrived { get; } = [];

    /// <summary>What was rejected in an answer that counts.</summary>
    public List<SeenEvent> Refused { get; } = [];

    public async ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        var seen = SeenEvent.In(batch).ToList();
        switch (_random.Next(10))
        {
            case 0:
                return DeliveryResult.Retry("refused");
            case 1:
                throw new IOException("broken pipe");
            case 2:
                Arrived.AddRange(seen.Take(_random.Next(seen.Count + 1)));
                throw new IOException("connection lost after some of it");
            case 3:
                Arrived.AddRange(seen);
                return DeliveryResult.Retry("taken, but the answer got lost");
            case 4 when _random.Next(4) == 0:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case 5 when _random.Next(4) == 0:
                await Task.Delay(60, CancellationToken.None);
                Arrived.AddRange(seen);
                return DeliveryResult.Delivered();
            case 6:
                var refused = seen.Select((item, index) => (item, index)).Where(_ => _random.Next(3) == 0).ToList();
                Refused.AddRange(refused.Select(pair => pair.item));
                Arrived.AddRange(seen.Except(refused.Select(pair => pair.item)));
                return DeliveryResult.Reject([.. refused.Select(pair => new RejectedEvent(pair.index, "no"))]);
        }

        Arrived.AddRange(seen);
        return DeliveryResult.Delivered($"{batch.Count}");
    }
}
