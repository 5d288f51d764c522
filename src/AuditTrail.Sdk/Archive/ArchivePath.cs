using System.Diagnostics.CodeAnalysis;

namespace AuditTrail.Archive;

/// <summary>A key below <c>AWSLogs/…/CloudTrail*/REGION/</c>, taken apart as far as its folders go: whatever its file is called.</summary>
internal sealed record ArchivePath
{
    public const string DigestKind = "CloudTrail-Digest";

    private const string Root = "AWSLogs";

    /// <summary>Prefix, organization, account and region; the bucket is empty.</summary>
    public required ArchiveLocation Location { get; init; }

    /// <summary><c>CloudTrail</c>, <c>CloudTrail-Digest</c>, <c>CloudTrail-Insight</c> …</summary>
    public required string Kind { get; init; }

    /// <summary>What follows the region's folder: <c>2026/11/22/file</c>.</summary>
    public required string Rest { get; init; }

    /// <summary>The file's name.</summary>
    public string Name => Rest[(Rest.LastIndexOf('/') + 1)..];

    public bool IsDigest => Kind == DigestKind;

    /// <summary>Takes the first <c>AWSLogs</c> folder that fits; false for a key that lies elsewhere.</summary>
    public static bool TryParse(string key, [NotNullWhen(true)] out ArchivePath? path)
    {
        path = null;
        var parts = key.Split('/');
        for (var root = Array.IndexOf(parts, Root); root >= 0 && path is null; root = Array.IndexOf(parts, Root, root + 1))
        {
            path = Below(parts, root);
        }

        return path is not null;
    }

    private static ArchivePath? Below(string[] parts, int root)
    {
        var organization = parts.Length > root + 1 && ArchiveLocation.IsOrganization(parts[root + 1]) ? parts[root + 1] : null;
        var account = root + (organization is null ? 1 : 2);
        if (parts.Length < account + 4 || !ArchiveLocation.IsAccount(parts[account]) || !IsKind(parts[account + 1]) || parts[account + 2].Length == 0)
        {
            return null;
        }

        return new ArchivePath
        {
            Location = new ArchiveLocation
            {
                Bucket = "",
                Prefix = string.Join('/', parts[..root]),
                OrganizationId = organization,
                AccountId = parts[account],
                Region = parts[account + 2],
            },
            Kind = parts[account + 1],
            Rest = string.Join('/', parts[(account + 3)..]),
        };
    }

    private static bool IsKind(string part) => part.StartsWith(LogFileKey.Events, StringComparison.Ordinal);
}
