namespace AuditTrail.Archive.Verification;

/// <summary>A gzip fault in words.</summary>
internal static class GzipProblem
{
    public static VerificationFinding? Of(GzipFault fault, string key, GzipLimits limits)
    {
        var (kind, message) = fault switch
        {
            GzipFault.None => (default, null),
            GzipFault.Empty => (FindingKind.FileEmpty, "The file is empty."),
            GzipFault.NotCompressed => (FindingKind.FileNotCompressed, "The file is not compressed with gzip."),
            GzipFault.Truncated => (FindingKind.FileTruncated, "The file ends in the middle of its data: its end was cut off."),
            GzipFault.TrailerChanged => (FindingKind.TrailerChanged, "The checksum or length at the file's end does not fit its data."),
            GzipFault.BytesAppended => (FindingKind.BytesAppended, "Bytes follow the end of the file's data."),
            GzipFault.MemberAppended => (FindingKind.MemberAppended, "A second gzip member follows the file's data."),
            GzipFault.TooLarge => (FindingKind.FileTooLarge, $"The file is larger than any real one ({limits.Compressed} bytes, or {limits.Content} before compression), and was read no further."),
            _ => (FindingKind.FileDamaged, "The file's compressed data was changed: it cannot be decompressed."),
        };
        return message is null ? null : new(kind, FindingSeverity.Tampered, key, message);
    }
}
