namespace AuditTrail.Journal;

/// <summary>Tells a full disk, or a used-up quota, from other failures.</summary>
internal static class DiskFull
{
    public static bool Is(Exception exception) =>
        exception is IOException && (exception.HResult is 28 or 122 or 69 || (exception.HResult & 0xFFFF) is 0x70 or 0x27 && exception.HResult < 0);
}
