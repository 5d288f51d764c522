using AuditTrail.Hosting;
using AuditTrail.Sinks;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws;

/// <summary>The kind of sink <c>S3</c>: an archive whose store is a bucket.</summary>
internal static class S3Sinks
{
    public const string Name = "S3";

    /// <summary>Reads a sink's section: the archive's options and the store's beside each other, as they share the bucket.</summary>
    public static Func<SinkContext, IAuditSink> Bind(OptionsSection section)
    {
        var archive = ArchiveSinks.ReadOptions(section);
        var store = new S3LogFileStoreOptions { Bucket = section.Required(nameof(archive.Bucket)) };
        store.BucketRegion = section.Text(nameof(store.BucketRegion), store.BucketRegion);
        store.Endpoint = section.Text(nameof(store.Endpoint), store.Endpoint);
        store.ForcePathStyle = section.Text(nameof(store.ForcePathStyle)) is null ? store.ForcePathStyle : section.Flag(nameof(store.ForcePathStyle));
        store.ExpectedBucketOwner = section.Text(nameof(store.ExpectedBucketOwner), store.ExpectedBucketOwner);
        store.Encryption = section.Choice<S3Encryption>(nameof(store.Encryption), store.Encryption);
        store.KmsKeyId = section.Text(nameof(store.KmsKeyId), store.KmsKeyId);
        store.RetentionMode = section.Choice<S3RetentionMode>(nameof(store.RetentionMode), store.RetentionMode);
        store.Retention = section.OptionalTime(nameof(store.Retention));
        store.Timeout = section.Time(nameof(store.Timeout), store.Timeout);
        store.ConnectTimeout = section.Time(nameof(store.ConnectTimeout), store.ConnectTimeout);
        foreach (var problem in ProblemsOf(store))
        {
            section.Problem($"{section.Path}:{problem}");
        }

        return context => ArchiveSinks.Create(context, OpenStore(store, context), archive);
    }

    /// <summary>What is wrong with the store's options. The bucket is the archive's option too, and told of there.</summary>
    public static IEnumerable<string> ProblemsOf(S3LogFileStoreOptions options) =>
        (options with { Bucket = "bucket" }).Problems();

    public static S3LogFileStore OpenStore(S3LogFileStoreOptions options, SinkContext context) =>
        new(options, context.Time, context.Loggers.CreateLogger<S3LogFileStore>());
}
