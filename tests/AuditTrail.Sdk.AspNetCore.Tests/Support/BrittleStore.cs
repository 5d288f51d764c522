using System.Collections.Concurrent;
using AuditTrail.Sinks;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>A sink that throws while it is down, and keeps what it takes.</summary>
internal sealed class BrittleStore : IAuditSink
{
    private readonly ConcurrentQueue<Recorded> _taken = new();
    private volatile bool _isDown;

    public bool IsDown
    {
        get => _isDown;
        set => _isDown = value;
    }

    public async Task<Recorded> WaitForAsync(string name)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (_taken.FirstOrDefault(e => e.Name == name) is { } found)
            {
                return found;
            }

            deadline.Token.ThrowIfCancellationRequested();
            await Task.Delay(5, CancellationToken.None);
        }
    }

    public ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        if (_isDown)
        {
            throw new IOException("AUDIT STORE DOWN");
        }

        foreach (var item in batch)
        {
            _taken.Enqueue(new Recorded(item.Utf8Json.ToArray()));
        }

        return new(DeliveryResult.Delivered());
    }
}
