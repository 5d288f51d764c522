using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Recording;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Keeps what it is given, as it would be written.</summary>
internal class CollectingRecorder : IAuditRecorder
{
    private readonly List<Recorded> _events = [];
    private readonly List<RecordOptions> _options = [];

    public string Name => "";

    public string Source => "tests.example.com";

    public IReadOnlyList<Recorded> Events
    {
        get
        {
            lock (_events)
            {
                return [.. _events];
            }
        }
    }

    public IReadOnlyList<RecordOptions> Options
    {
        get
        {
            lock (_events)
            {
                return [.. _options];
            }
        }
    }

    /// <summary>Waits until so many events are there; an event may come after the response's end.</summary>
    public async Task<IReadOnlyList<Recorded>> WaitForAsync(int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Events.Count < count)
        {
            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"{count} events expected, these came: {string.Join('\n', Events)}");
            }

            await Task.Delay(5, CancellationToken.None);
        }

        return Events;
    }

    public async Task<Recorded> SingleAsync() => Assert.Single(await WaitForAsync(1));

    public virtual ValueTask<AuditReceipt> RecordAsync(AuditEventBuilder auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default) =>
        RecordAsync(auditEvent.Build(), options, cancellationToken);

    public virtual ValueTask<AuditReceipt> RecordAsync(AuditEvent auditEvent, RecordOptions options = default, CancellationToken cancellationToken = default)
    {
        var recorded = new Recorded(auditEvent.ToUtf8Json());
        lock (_events)
        {
            _events.Add(recorded);
            _options.Add(options);
            return new(new AuditReceipt(RecordOutcome.Recorded, auditEvent.EventId ?? "", Guid.Empty, _events.Count));
        }
    }

    public AuditScope Begin(string eventName, UserIdentity identity, RecordOptions options = default) => throw new NotSupportedException();

    public RecorderStatus GetStatus() => throw new NotSupportedException();
}
