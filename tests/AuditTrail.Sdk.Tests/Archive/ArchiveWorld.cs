using AuditTrail.Archive;
using AuditTrail.Events;
using AuditTrail.Sinks;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive;

/// <summary>A store, a staging disk, a clock and a trail with its cursor, around one archive sink after the other.</summary>
internal sealed class ArchiveWorld
{
    public FailingLogFileStore Store { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public CollectedLog Log { get; } = new();

    public IStorage Staging { get; set; } = new MemoryStorage();

    public ArchiveOptions Options { get; set; } = new();

    public SigningKey? Key { get; set; } = SigningKey.One;

    public ArchiveTape Tape { get; set; } = ArchiveTape.Of(1_000);

    /// <summary>What the cursor has: events that are delivered, and the sink's state.</summary>
    public int Position { get; set; }

    public string? State { get; set; }

    /// <summary>The sink of this life of the program.</summary>
    public ArchiveSink Sink => field ??= NewSink();

    private ArchiveSink NewSink() => new(new ArchiveSetup
    {
        Options = Options,
        Location = Options.LocationFor("111122223333", "eu-test-1"),
        Store = Store,
        Signer = Key?.ToSigner(),
        OpenStaging = () => Staging,
        Time = Time,
        Logger = Log,
        Events = new TrailEvents("orders.example.com", EventDefaults.Process with { Time = Time }),
    });

    /// <summary>The next life, on what the last one left: a kill, and a clean end alike.</summary>
    public ArchiveWorld Restart(IStorage? staging = null)
    {
        var next = new ArchiveWorld(this);
        next.Staging = staging ?? Copy(Staging);
        return next;
    }

    public ArchiveWorld()
    {
    }

    private ArchiveWorld(ArchiveWorld last)
    {
        (Store, Time, Log, Options, Key, Tape, Position, State) = (last.Store, last.Time, last.Log, last.Options, last.Key, last.Tape, last.Position, last.State);
    }

    /// <summary>Offers the next events once; the cursor moves if they were taken.</summary>
    public async Task<DeliveryResult> OfferAsync(int count)
    {
        var to = Math.Min(Position + count, Tape.Count);
        var result = await Sink.DeliverAsync(Tape.Batch(Position, to, State), CancellationToken.None);
        if (result.Status == DeliveryStatus.Delivered)
        {
            (Position, State) = (to, result.State ?? State);
        }

        return result;
    }

    public async Task<DeliveryResult> TellAsync(BatchOccasion occasion)
    {
        var result = await Sink.DeliverAsync(Tape.Empty(occasion, State), CancellationToken.None);
        State = result.State ?? State;
        return result;
    }

    public async Task DeliverAsync(int count) => AssertDelivered(await OfferAsync(count));

    public async Task StopAsync() => AssertDelivered(await TellAsync(BatchOccasion.Stop));

    /// <summary>Lets time pass, telling the sink as delivery does.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            Time.Advance(step);
            AssertDelivered(await TellAsync(BatchOccasion.Interval));
        }
    }

    public Task<CheckedArchive> CheckAsync(bool everythingIsDigested = true, params SigningKey[] keys) => CheckedArchive.OfAsync(Store, everythingIsDigested, keys);

    public static void AssertDelivered(DeliveryResult result) => Assert.True(result.Status == DeliveryStatus.Delivered, result.Reason);

    private static MemoryStorage Copy(IStorage from)
    {
        var copy = new MemoryStorage();
        foreach (var name in from.List())
        {
            using var source = from.Open(name);
            var content = new byte[source.Length];
            source.Read(content, 0);
            using var target = copy.Create(name);
            target.Write(content, 0);
        }

        return copy;
    }
}
