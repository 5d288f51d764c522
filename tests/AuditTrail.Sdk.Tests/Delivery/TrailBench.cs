using System.Buffers;
using AuditTrail.Delivery;
using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Sinks;
using AuditTrail.Storage;
using AuditTrail.Trails;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Tests.Delivery;

/// <summary>A recorder without a recorder: a journal, trails, and a storage for their cursors, all in memory.</summary>
internal sealed class TrailBench : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly DeliveryTiming _timing;
    private TrailSet? _trails;

    private TrailBench(TimeProvider time, IStorage storage, IStorage journalStorage, JournalOptions options, DeliveryTiming timing)
    {
        _time = time;
        _timing = timing;
        Storage = storage;
        JournalStorage = journalStorage;
        Journal = AuditJournal.Open(journalStorage, options with { KnownDurable = TrailSet.KnownDurable(storage) }, time, NullLogger.Instance);
    }

    public IStorage Storage { get; }

    public IStorage JournalStorage { get; }

    public AuditJournal Journal { get; }

    public ILogger Logger { get; private set; } = NullLogger.Instance;

    public DeliveryMetrics Metrics { get; } = new("");

    public TrailSet Trails => _trails!;

    public TrailStatus Status(string trail = "security") => Trails.GetStatus().Trails.Single(status => status.Name == trail);

    public static TrailBench Open(TimeProvider? time = null, IStorage? storage = null, IStorage? journal = null, DeliveryTiming? timing = null, JournalOptions? options = null)
    {
        if (storage is null)
        {
            // A recorder's first start opens its trails before anything is recorded.
            storage = new MemoryStorage();
            TrailRegister.Load(storage).Save();
        }

        return new(time ?? TimeProvider.System, storage, journal ?? new MemoryStorage(), options ?? new JournalOptions { ReserveBytes = 0 }, timing ?? new DeliveryTiming());
    }

    public TrailBench LogTo(ILogger logger)
    {
        Logger = logger;
        return this;
    }

    public TrailBench With(params Trail[] trails)
    {
        Prepare(trails).Start();
        return this;
    }

    public TrailBench With(IAuditSink sink) => With(new Trail("security", sink) { FromOldest = true });

    public TrailSet Prepare(params Trail[] trails) => _trails = TrailSet.Open(trails, new DeliveryContext
    {
        Journal = Journal,
        Storage = Storage,
        Time = _time,
        Logger = Logger,
        Metrics = Metrics,
        Events = new TrailEvents("orders.example.com", EventDefaults.Process),
        Timing = _timing,
    });

    /// <summary>Ends the trails as a kill would: nothing more is saved.</summary>
    public async Task<TrailBench> CrashAsync(JournalOptions? options = null)
    {
        var storage = CopyAtOneMoment(Storage);
        var journal = CopyAtOneMoment(JournalStorage);
        await DisposeAsync();
        return new TrailBench(_time, storage, journal, options ?? new JournalOptions { ReserveBytes = 0 }, _timing).LogTo(Logger);
    }

    public async Task RecordAsync(int count, FrameFlags flags = FrameFlags.None, string name = "RefundOrder", int bytes = 0)
    {
        var payload = Payload(name, bytes);
        for (var i = 0; i < count - 1; i++)
        {
            var result = await Journal.AppendAsync(payload, FrameKind.Event, flags, _time.GetUtcNow(), AckLevel.Accepted, TimeSpan.FromSeconds(60), CancellationToken.None);
            Assert.Equal(AppendOutcome.Recorded, result.Outcome);
        }

        if (count > 0)
        {
            await Journal.AppendAsync(payload, FrameKind.Event, flags, _time.GetUtcNow(), AckLevel.Durable, TimeSpan.FromSeconds(60), CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_trails is not null)
        {
            await _trails.DisposeAsync();
        }

        await Journal.DisposeAsync();
        Metrics.Dispose();
    }

    public static byte[] Payload(string name = "RefundOrder", int bytes = 0)
    {
        var output = new ArrayBufferWriter<byte>();
        var json = "{\"eventVersion\":\"1.11\",\"eventName\":\"" + name + "\",\"requestParameters\":{\"text\":\"" + new string('x', bytes) + "\"}}";
        output.Write(System.Text.Encoding.UTF8.GetBytes(json));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A copy as of a moment in which no file was renamed or deleted: the loops go on meanwhile.</summary>
    private static MemoryStorage CopyAtOneMoment(IStorage from)
    {
        while (true)
        {
            try
            {
                return Copy(from);
            }
            catch (FileNotFoundException)
            {
                // It was there when its directory was listed.
            }
        }
    }

    private static MemoryStorage Copy(IStorage from)
    {
        var copy = new MemoryStorage();
        foreach (var directory in new[] { "", CursorFile.Folder, DeadLetterFile.Folder })
        {
            foreach (var file in from.List(directory))
            {
                var name = directory.Length == 0 ? file : $"{directory}/{file}";
                using var source = from.Open(name);
                var content = new byte[source.Length];
                source.Read(content, 0);
                using var target = copy.Create(name);
                target.Write(content, 0);
            }
        }

        return copy;
    }
}
