namespace AuditTrail.Archive.Verification;

/// <summary>Which chain a digest belongs to, by its key: prefix, organization, account, region and the trail's name.</summary>
internal readonly record struct ChainId(string Folder, string Trail, string HomeRegion)
{
    public static ChainId Of(DigestKey key) => new(DigestKey.FolderOf(key.Location), key.Trail, key.HomeRegion);

    /// <summary>The name under which its head is remembered.</summary>
    public string In(string bucket) => $"{bucket}/{Folder}{Trail}_{HomeRegion}";
}
