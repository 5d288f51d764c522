using System.Collections.Concurrent;
using AuditTrail.Sinks;

namespace AuditTrail.Tests.Delivery;

/// <summary>A sink that does what a test says, and notes what it was given.</summary>
internal sealed class ScriptedSink : IAuditSink, IDisposable
{
    private readonly ConcurrentQueue<SeenEvent> _taken = new();
    private int _running;

    public SinkLimits Limits { get; init; } = SinkLimits.Default;

    /// <summary>Decides about each call; what it calls delivered is taken, but for what it rejects.</summary>
    public Func<AuditBatch, CancellationToken, ValueTask<DeliveryResult>> Answer { get; set; } = (_, _) => ValueTask.FromResult(DeliveryResult.Delivered());

    /// <summary>Events of answered batches, in the order they came.</summary>
    public IReadOnlyList<SeenEvent> Taken => [.. _taken];

    public int TakenCount => _taken.Count;

    public ConcurrentQueue<(BatchOccasion Occasion, int Count, string? State)> Calls { get; } = new();

    public bool Overlapped { get; private set; }

    public bool IsDisposed { get; private set; }

    public async ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        Overlapped |= Interlocked.Increment(ref _running) != 1;
        try
        {
            Calls.Enqueue((batch.Occasion, batch.Count, batch.State));
            var seen = SeenEvent.In(batch).ToList();
            var result = await Answer(batch, cancellationToken);
            if (result is { Status: DeliveryStatus.Delivered })
            {
                var rejected = result.Rejected.Select(item => item.Index).ToHashSet();
                foreach (var item in seen.Where((_, index) => !rejected.Contains(index)))
                {
                    _taken.Enqueue(item);
                }
            }

            return result;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public void Dispose() => IsDisposed = true;
}
