using AuditTrail.Archive;
using AuditTrail.Aws;

namespace AuditTrail.Hosting;

/// <summary>Archives a trail in Amazon S3, or in a store that speaks its protocol.</summary>
public static class S3TrailBuilderExtensions
{
    /// <summary>Writes an archive into a bucket: log files and, with a key, signed digests in CloudTrail's own layout.</summary>
    /// <remarks>
    /// Credentials come from the AWS SDK's chain. For a client of your own:
    /// <c>ToArchive(context => new S3LogFileStore(client, options, context.Time), archive => …)</c>.
    /// </remarks>
    /// <param name="trail">The trail.</param>
    /// <param name="bucket">The bucket's name. It has to exist.</param>
    /// <param name="archive">The signing key and whatever else of the archive is not to be the default.</param>
    /// <param name="s3">How the bucket is reached, and how its objects are encrypted and kept.</param>
    public static TrailBuilder ToS3(this TrailBuilder trail, string bucket, Action<ArchiveOptions>? archive = null, Action<S3LogFileStoreOptions>? s3 = null)
    {
        ArgumentNullException.ThrowIfNull(trail);
        ArgumentNullException.ThrowIfNull(bucket);
        var store = new S3LogFileStoreOptions();
        s3?.Invoke(store);
        store.Bucket = bucket;
        foreach (var problem in S3Sinks.ProblemsOf(store))
        {
            trail.Problem(problem);
        }

        return trail.ToArchive(context => S3Sinks.OpenStore(store, context), options =>
        {
            archive?.Invoke(options);
            options.Bucket = bucket;
        });
    }
}
