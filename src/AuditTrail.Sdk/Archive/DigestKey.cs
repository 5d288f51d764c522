using System.Diagnostics.CodeAnalysis;

namespace AuditTrail.Archive;

/// <summary>A digest's key: <c>…/CloudTrail-Digest/REGION/YYYY/MM/DD/ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOME_YYYYMMDDTHHmmssZ[_backfill].json.gz</c>.</summary>
internal sealed record DigestKey
{
    private const string Extension = ".json.gz";
    private const string Backfill = "_backfill";

    /// <summary>Where the key lies; the bucket is empty in a parsed key.</summary>
    public required ArchiveLocation Location { get; init; }

    /// <summary>The trail's name; may hold underscores.</summary>
    public required string Trail { get; init; }

    /// <summary>The trail's home region: ours is the region itself.</summary>
    public required string HomeRegion { get; init; }

    /// <summary>The digest's end, to the second.</summary>
    public required DateTimeOffset EndTime { get; init; }

    /// <summary>AWS's digests for log files that an earlier digest missed; we write none.</summary>
    public bool IsBackfill { get; init; }

    /// <summary>The name that digests of one stream's trail carry: <c>NAME-</c> and eight hex digits of the stream.</summary>
    public static string TrailNameOf(string trail, Guid stream) => $"{trail}-{stream.ToString("N")[..8]}";

    /// <summary>The folder of all digests of a location, a slash at the end.</summary>
    public static string FolderOf(ArchiveLocation location) => $"{location.Root}{ArchivePath.DigestKind}/{location.Region}/";

    public override string ToString() =>
        $"{FolderOf(Location)}{KeyTime.ToFolders(EndTime)}/{Location.AccountId}_{ArchivePath.DigestKind}_{Location.Region}_{Trail}_{HomeRegion}_{KeyTime.ToSeconds(EndTime)}{(IsBackfill ? Backfill : "")}{Extension}";

    /// <summary>Reads a key; false for anything that this type would not write.</summary>
    public static bool TryParse(string key, [NotNullWhen(true)] out DigestKey? result)
    {
        result = null;
        if (!ArchivePath.TryParse(key, out var path) || !path.IsDigest || !path.Name.EndsWith(Extension, StringComparison.Ordinal))
        {
            return false;
        }

        var name = path.Name[..^Extension.Length];
        var isBackfill = name.EndsWith(Backfill, StringComparison.Ordinal);
        var parts = (isBackfill ? name[..^Backfill.Length] : name).Split('_');

        // Of all parts only the trail's name may hold an underscore.
        if (parts.Length < 6 || !KeyTime.TryParseSeconds(parts[^1], out var end))
        {
            return false;
        }

        var candidate = new DigestKey
        {
            Location = path.Location,
            Trail = string.Join('_', parts[3..^2]),
            HomeRegion = parts[^2],
            EndTime = end,
            IsBackfill = isBackfill,
        };
        result = string.Equals(candidate.ToString(), key, StringComparison.Ordinal) ? candidate : null;
        return result is not null;
    }
}
