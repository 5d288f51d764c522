using AuditTrail.Archive;
using AuditTrail.Sinks;
using AuditTrail.Trails;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Hosting;

/// <summary>Sets up one trail: which events, and where to.</summary>
public sealed class TrailBuilder
{
    private readonly TrailSetup _trail;

    internal TrailBuilder(TrailSetup trail) => _trail = trail;

    /// <summary>The trail's name.</summary>
    public string Name => _trail.Name;

    /// <summary>Selects events; without it the trail carries everything. The trail's own events (started, stopped, gap) pass every selector.</summary>
    public TrailBuilder Select(Action<SelectorBuilder> select)
    {
        ArgumentNullException.ThrowIfNull(select);
        var selector = new SelectorBuilder();
        select(selector);
        _trail.Selector = selector.Build();
        return this;
    }

    /// <summary>Says what happens when this trail is so far behind that it fills the journal.</summary>
    /// <param name="policy">Default <see cref="BehindPolicy.Hold"/>.</param>
    public TrailBuilder WhenBehind(BehindPolicy policy)
    {
        _trail.WhenBehind = policy;
        return this;
    }

    /// <summary>Starts a new trail at the oldest event that the journal still has, instead of at now.</summary>
    public TrailBuilder FromOldest()
    {
        _trail.FromOldest = true;
        return this;
    }

    /// <summary>Writes JSON lines, one record each, into files (<c>events-*.jsonl</c>).</summary>
    /// <param name="configure">Directory (relative to the recorder's), prefix, rolling and retention; each has a default.</param>
    public TrailBuilder ToFile(Action<FileSinkOptions>? configure = null)
    {
        var options = new FileSinkOptions();
        configure?.Invoke(options);
        _trail.Problems.AddRange(options.Problems());
        _trail.Files = options;
        return To(context => BuiltInSinks.CreateFile(options, context));
    }

    /// <summary>Writes JSON lines into files of a directory of their own.</summary>
    /// <param name="directory">Absolute, or relative to the recorder's directory.</param>
    public TrailBuilder ToFile(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return ToFile(options => options.Directory = directory);
    }

    /// <summary>Writes an archive into a directory: log files and, with a key, signed digests in CloudTrail's own layout.</summary>
    /// <param name="directory">Absolute, or relative to the recorder's directory.</param>
    /// <param name="configure">The signing key and whatever else is not to be the default.</param>
    public TrailBuilder ToArchive(string directory, Action<ArchiveOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return ToArchive(context => BuiltInSinks.OpenDirectory(directory, context), configure);
    }

    /// <summary>Writes an archive into a store of your own, or of another package.</summary>
    /// <param name="openStore">Makes the store when the recorder opens, once. It is disposed with the sink if it is disposable.</param>
    /// <param name="configure">The signing key and whatever else is not to be the default.</param>
    public TrailBuilder ToArchive(Func<SinkContext, ILogFileStore> openStore, Action<ArchiveOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(openStore);
        var options = new ArchiveOptions();
        configure?.Invoke(options);
        _trail.Problems.AddRange(options.Problems());
        return To(context => ArchiveSinks.Create(context, openStore(context), options));
    }

    /// <summary>Posts the events to a web address, signed as Standard Webhooks has it.</summary>
    /// <param name="url">Begins with <c>https://</c>. Its path and query are treated as secrets.</param>
    /// <param name="configure">The secret, which is required, and whatever else is not to be the default.</param>
    public TrailBuilder ToWebhook(string url, Action<WebhookSinkOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        var options = new WebhookSinkOptions { Url = url };
        configure?.Invoke(options);
        _trail.Problems.AddRange(options.Problems());
        return To(context => WebhookSinks.Create(options, context));
    }

    /// <summary>Says what is wrong with the options of a sink that another package adds: the start fails and tells all problems at once.</summary>
    /// <param name="problem">One sentence that begins with the option's name.</param>
    public TrailBuilder Problem(string problem)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(problem);
        _trail.Problems.Add(problem);
        return this;
    }

    /// <summary>Keeps the events in memory: in the application's <see cref="InMemoryAuditSink"/> service, or in the given one. For tests.</summary>
    public TrailBuilder ToMemory(InMemoryAuditSink? sink = null)
    {
        _trail.InMemory = true;
        return To(context => sink ?? context.Services.GetRequiredService<InMemoryAuditSink>());
    }

    /// <summary>Delivers to a sink of your own, or of another package.</summary>
    /// <param name="create">Makes the sink when the recorder opens, once.</param>
    public TrailBuilder To(Func<SinkContext, IAuditSink> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        if (_trail.CreateSink is not null)
        {
            throw new InvalidOperationException($"The trail '{Name}' has its sink already: a trail has one, so add another trail.");
        }

        _trail.CreateSink = create;
        return this;
    }
}
