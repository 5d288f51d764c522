using System.Globalization;

namespace AuditTrail.Archive;

/// <summary>Times as CloudTrail writes them into keys and digests.</summary>
internal static class KeyTime
{
    private const string Document = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Seconds = "yyyyMMdd'T'HHmmss'Z'";
    private const string Minutes = "yyyyMMdd'T'HHmm'Z'";
    private const string Folders = "yyyy'/'MM'/'dd";

    /// <summary><c>2026-11-22T00:00:00Z</c>.</summary>
    public static string ToDocument(DateTimeOffset time) => Format(time, Document);

    /// <summary><c>20261122T000000Z</c>.</summary>
    public static string ToSeconds(DateTimeOffset time) => Format(time, Seconds);

    /// <summary><c>20261122T0000Z</c>.</summary>
    public static string ToMinutes(DateTimeOffset time) => Format(time, Minutes);

    /// <summary><c>2026/11/22</c>.</summary>
    public static string ToFolders(DateTimeOffset time) => Format(time, Folders);

    public static bool TryParseDocument(ReadOnlySpan<char> text, out DateTimeOffset time) => TryParse(text, Document, out time);

    public static bool TryParseSeconds(ReadOnlySpan<char> text, out DateTimeOffset time) => TryParse(text, Seconds, out time);

    public static bool TryParseMinutes(ReadOnlySpan<char> text, out DateTimeOffset time) => TryParse(text, Minutes, out time);

    public static bool TryParseFolders(ReadOnlySpan<char> text, out DateTimeOffset time) => TryParse(text, Folders, out time);

    private static string Format(DateTimeOffset time, string format) => time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);

    private static bool TryParse(ReadOnlySpan<char> text, string format, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
