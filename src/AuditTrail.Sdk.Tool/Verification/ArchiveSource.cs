using AuditTrail.Archive;
using AuditTrail.Aws;

namespace AuditTrail.Tool.Verification;

/// <summary>What is verified, as it was named: a directory that holds a bucket's objects, or <c>s3://bucket/prefix</c>.</summary>
internal sealed class ArchiveSource : IDisposable
{
    private const string Scheme = "s3://";

    private ArchiveSource(ILogFileStore store, string? bucket = null, string prefix = "")
    {
        Store = store;
        Bucket = bucket;
        Prefix = prefix;
    }

    public ILogFileStore Store { get; }

    /// <summary>The bucket's name; null for a directory, whose digests say it.</summary>
    public string? Bucket { get; }

    /// <summary>What keys begin with: empty, or folders and a slash.</summary>
    public string Prefix { get; }

    /// <exception cref="UsageException">There is no such directory, or no bucket can be called so.</exception>
    public static ArchiveSource Open(string name, S3Access access)
    {
        if (name.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return OpenBucket(name[Scheme.Length..], access);
        }

        if (access.Options is [var option, ..])
        {
            throw new UsageException($"{option} is for s3://bucket/prefix, and '{name}' is a directory.");
        }

        if (!Directory.Exists(name))
        {
            throw new UsageException(File.Exists(name) ? $"'{name}' is a file: give the directory that holds AWSLogs, or s3://bucket/prefix." : $"There is no directory '{name}'.");
        }

        return new ArchiveSource(new DirectoryLogFileStore(name));
    }

    public void Dispose() => (Store as IDisposable)?.Dispose();

    private static ArchiveSource OpenBucket(string name, S3Access access)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? name : name[..slash];
        var prefix = slash < 0 ? "" : name[slash..].Trim('/');
        var options = new S3LogFileStoreOptions
        {
            Bucket = bucket,
            Endpoint = access.EndpointUrl,
            BucketRegion = access.Region,
            ForcePathStyle = access.PathStyle ? true : null,
        };
        if (options.Problems() is [var problem, ..])
        {
            throw new UsageException(problem);
        }

        return new ArchiveSource(new S3LogFileStore(options), bucket, prefix.Length == 0 ? "" : prefix + "/");
    }
}
