using AuditTrail.Events;
using AuditTrail.Journal;
using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Storage;
using AuditTrail.Trails;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Hosting;

/// <summary>A recorder's options, checked and resolved against the host: all that is needed to open it, and nothing of it open.</summary>
internal sealed class RecorderSetup
{
    private readonly IReadOnlyList<TrailSetup> _trails;
    private readonly IServiceProvider _services;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;

    public RecorderSetup(string name, AuditTrailOptions options, HostFacts host, bool inMemory, IServiceProvider services, ILoggerFactory loggers, TimeProvider time)
    {
        _services = services;
        _loggers = loggers;
        _time = time;
        InMemory = inMemory;
        Directory = RecorderDirectory.Of(options.Directory, name, host.ContentRoot);
        DrainTimeout = options.DrainTimeout;
        AllowNetworkFileSystem = options.Journal.AllowNetworkFileSystem;
        Journal = JournalOptionsOf(options.Journal);
        _trails = options.Trails.Count == 0 ? [BuiltInSinks.DefaultTrail()] : [.. options.Trails];
        Settings = new RecorderSettings
        {
            Name = name,
            Source = options.Source ?? host.Application,
            Events = DefaultsOf(options, time),
            Guarantee = options.Guarantee,
            WaitLimit = options.WaitLimit,
            OnFailure = options.OnFailure,
        };
    }

    public RecorderSettings Settings { get; }

    public RecorderDirectory Directory { get; }

    public JournalOptions Journal { get; }

    public bool AllowNetworkFileSystem { get; }

    public TimeSpan DrainTimeout { get; }

    /// <summary>Whether neither the journal nor any sink of the application is used.</summary>
    public bool InMemory { get; }

    /// <summary>Whether every trail forgets everything when the process ends.</summary>
    public bool OnlyInMemory => InMemory || _trails.All(trail => trail.InMemory);

    public string TrailNames => string.Join(", ", _trails.Select(trail => trail.Name));

    /// <summary>Opens the recorder's directory; creates it if it is missing.</summary>
    public IStorage OpenStorage(string directory) => InMemory ? new MemoryStorage() : DiskStorage.At(directory, AllowNetworkFileSystem);

    /// <summary>Makes each trail's sink, one by one: whoever enumerates has those that were made before one could not be.</summary>
    /// <exception cref="InvalidOperationException">A sink could not be made; the message names its trail.</exception>
    public IEnumerable<Trail> CreateTrails() => _trails.Select(CreateTrail);

    private static EventDefaults DefaultsOf(AuditTrailOptions options, TimeProvider time)
    {
        var defaults = new EventDefaults { Time = time, Ids = new EventIdSource(time), AccountId = options.AccountId };
        return options.Region is { } region ? defaults with { Region = region } : defaults;
    }

    private static JournalOptions JournalOptionsOf(JournalLimits limits) => new()
    {
        MaxBytes = limits.MaxBytes,
        SegmentBytes = limits.SegmentBytes,
        QueueBytes = limits.QueueBytes,
        QueueEvents = limits.QueueEvents,
        LockTimeout = limits.LockTimeout,
    };

    private Trail CreateTrail(TrailSetup trail)
    {
        var context = new SinkContext
        {
            Recorder = Settings.Name,
            Trail = trail.Name,
            Source = Settings.Source,
            AccountId = Settings.Events.AccountId,
            Region = Settings.Events.Region,
            Events = new TrailEvents(Settings.Source, Settings.Events),
            Directory = Directory.Root,
            AllowNetworkFileSystem = AllowNetworkFileSystem,
            Time = _time,
            Loggers = _loggers,
            Services = _services,
        };
        return new Trail(trail.Name, InMemory ? BuiltInSinks.CreateMemory(context) : CreateSink(trail, context))
        {
            Selector = trail.Selector,
            WhenBehind = trail.WhenBehind,
            FromOldest = trail.FromOldest,
        };
    }

    private static IAuditSink CreateSink(TrailSetup trail, SinkContext context)
    {
        try
        {
            return trail.CreateSink?.Invoke(context) ?? throw new InvalidOperationException("No sink was made.");
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The sink of the audit trail '{trail.Name}' (set up in {trail.Origin}) could not be made: {exception.Message}", exception);
        }
    }
}
