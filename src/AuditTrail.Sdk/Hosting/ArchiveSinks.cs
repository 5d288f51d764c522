using AuditTrail.Archive;
using AuditTrail.Diagnostics;
using AuditTrail.Sinks;
using AuditTrail.Storage;

namespace AuditTrail.Hosting;

/// <summary>Makes archive sinks over any store: what a package with a store of its own registers as a kind of sink.</summary>
/// <remarks>
/// <code>
/// audit.AddSinkType("S3", section =>
/// {
///     var options = ArchiveSinks.ReadOptions(section);
///     var endpoint = section.Text("Endpoint");
///     return context => ArchiveSinks.Create(context, new MyStore(options.Bucket, endpoint), options);
/// });
/// </code>
/// In code, <see cref="TrailBuilder.ToArchive(Func{SinkContext, ILogFileStore}, Action{ArchiveOptions})"/> does the same.
/// </remarks>
public static class ArchiveSinks
{
    /// <summary>Reads the options that every archive has from its sink's section; what is wrong goes to the section's problems.</summary>
    /// <param name="section">The sink's section. Read the store's own options from it, too.</param>
    /// <param name="defaults">What keys that are absent give; default <see cref="ArchiveOptions"/>'s own.</param>
    public static ArchiveOptions ReadOptions(OptionsSection section, ArchiveOptions? defaults = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        var options = defaults is null ? new ArchiveOptions() : defaults with { };
        options.Bucket = section.Text(nameof(options.Bucket)) ?? options.Bucket;
        options.Prefix = section.Text(nameof(options.Prefix)) ?? options.Prefix;
        options.OrganizationId = section.Text(nameof(options.OrganizationId), options.OrganizationId);
        options.AccountId = section.Text(nameof(options.AccountId), options.AccountId);
        options.Region = section.Text(nameof(options.Region), options.Region);
        options.LogFileInterval = section.Time(nameof(options.LogFileInterval), options.LogFileInterval);
        options.MaxLogFileBytes = section.Bytes(nameof(options.MaxLogFileBytes), options.MaxLogFileBytes);
        options.DigestInterval = section.Time(nameof(options.DigestInterval), options.DigestInterval);
        options.StagingDirectory = section.Text(nameof(options.StagingDirectory), options.StagingDirectory);
        options.SigningKeyFile = section.Text(nameof(options.SigningKeyFile), options.SigningKeyFile);
        foreach (var problem in options.Problems())
        {
            section.Problem($"{section.Path}:{problem}");
        }

        return options;
    }

    /// <summary>Makes the sink of a trail; reads the signing key, and touches nothing else before the first delivery.</summary>
    /// <param name="context">What the recorder gives.</param>
    /// <param name="store">Where the archive lies; disposed by the sink if it is disposable.</param>
    /// <param name="options">Copied.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message begins with its name.</exception>
    /// <exception cref="InvalidOperationException">The signing key cannot be used; the message says why, and never the key.</exception>
    public static IAuditSink Create(SinkContext context, ILogFileStore store, ArchiveOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        var copy = options with { };
        var location = copy.LocationFor(context.AccountId, context.Region);
        var problems = copy.Problems().Concat(location.Problems()).Distinct(StringComparer.Ordinal).ToList();
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        }

        var logger = new UnfailingLogger(context.Loggers.CreateLogger(typeof(ArchiveSink).FullName ?? nameof(ArchiveSink)));
        var signer = copy.Signer ?? ReadKey(copy.SigningKeyFile, context.Directory);
        if (signer is null)
        {
            ArchiveLog.NothingProves(logger, context.Trail, store.Location);
        }

        var staging = Path.Combine(Path.GetFullPath(copy.StagingDirectory ?? "archive-staging", context.Directory), context.Trail);
        return new ArchiveSink(new ArchiveSetup
        {
            Options = copy,
            Location = location,
            Store = store,
            Signer = signer,
            OpenStaging = () => DiskStorage.At(staging, context.AllowNetworkFileSystem),
            Time = context.Time,
            Logger = logger,
            Events = context.Events,
        });
    }

    private static RsaDigestSigner? ReadKey(string? file, string directory)
    {
        if (file is null)
        {
            return null;
        }

        try
        {
            return RsaDigestSigner.FromPemFile(Path.GetFullPath(file, directory));
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{nameof(ArchiveOptions.SigningKeyFile)}: {exception.Message}", exception);
        }
    }
}
