using AuditTrail.Archive;
using AuditTrail.Diagnostics;
using AuditTrail.Sinks;
using AuditTrail.Sinks.JsonLines;
using AuditTrail.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Hosting;

/// <summary>The sinks in the box, under the names that configuration knows them by.</summary>
internal static class BuiltInSinks
{
    public const string File = "File";
    public const string Memory = "Memory";
    public const string Archive = "Archive";
    public const string Webhook = "Webhook";

    public static SinkType FileType { get; } = new(File, section => To(ReadFile(section)));

    public static SinkType ArchiveType { get; } = new(Archive, section =>
    {
        var directory = section.Text("Directory") ?? "archive";
        var options = ArchiveSinks.ReadOptions(section);
        return context => ArchiveSinks.Create(context, OpenDirectory(directory, context), options);
    });

    public static SinkType WebhookType { get; } = new(Webhook, section =>
    {
        var options = WebhookSinks.Read(section);
        return context => WebhookSinks.Create(options, context);
    });

    public static SinkType MemoryType { get; } = new(Memory, _ => CreateMemory);

    /// <summary>The trail of a recorder that nobody gave any: everything, into <c>events-*.jsonl</c>.</summary>
    public static TrailSetup DefaultTrail() => new("events", "the default") { CreateSink = context => CreateFile(new FileSinkOptions(), context) };

    public static IAuditSink CreateMemory(SinkContext context) => context.Services.GetRequiredService<InMemoryAuditSink>();

    public static IAuditSink CreateFile(FileSinkOptions options, SinkContext context)
    {
        var directory = DirectoryOf(options, context.Directory);
        return new JsonLinesFileSink(options, () => DiskStorage.At(directory, context.AllowNetworkFileSystem), context.Time, new UnfailingLogger(context.Loggers.CreateLogger(typeof(JsonLinesFileSink).FullName ?? File)));
    }

    /// <summary>The store of an archive in a directory; relative paths are taken from the recorder's.</summary>
    public static ILogFileStore OpenDirectory(string directory, SinkContext context) => new DirectoryLogFileStore(Path.GetFullPath(directory, context.Directory));

    /// <summary>What makes a file sink with these options.</summary>
    public static Func<SinkContext, IAuditSink> To(FileSinkOptions options) => context => CreateFile(options, context);

    /// <summary>The directory of a file sink, in full.</summary>
    /// <param name="options">The sink's own; relative paths are taken from the recorder's directory.</param>
    /// <param name="recorder">The recorder's directory.</param>
    public static string DirectoryOf(FileSinkOptions options, string recorder) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Directory.Length == 0 ? recorder : options.Directory, recorder));

    public static FileSinkOptions ReadFile(OptionsSection section)
    {
        var options = new FileSinkOptions();
        options.Directory = section.Text(nameof(options.Directory)) ?? options.Directory;
        options.FileNamePrefix = section.Text(nameof(options.FileNamePrefix)) ?? options.FileNamePrefix;
        options.RollBytes = section.Bytes(nameof(options.RollBytes), options.RollBytes);
        options.Retention = section.OptionalTime(nameof(options.Retention));
        options.MaxTotalBytes = section.OptionalBytes(nameof(options.MaxTotalBytes));
        foreach (var problem in options.Problems())
        {
            section.Problem($"{section.Path}:{problem}");
        }

        return options;
    }
}
