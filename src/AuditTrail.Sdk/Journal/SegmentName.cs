using System.Globalization;

namespace AuditTrail.Journal;

/// <summary>Names of segment files.</summary>
internal static class SegmentName
{
    private const string Prefix = "seg-";
    private const string Finished = ".atj";
    private const string Unfinished = ".tmp";
    private const int Digits = 20;

    public static string Of(long index) => Prefix + Number(index) + Finished;

    public static string Temporary(long index) => Prefix + Number(index) + Unfinished;

    public static bool TryParse(string name, out long index) => TryParse(name, Finished, out index);

    public static bool TryParseTemporary(string name, out long index) => TryParse(name, Unfinished, out index);

    private static string Number(long index) => index.ToString("D20", CultureInfo.InvariantCulture);

    private static bool TryParse(string name, string suffix, out long index)
    {
        index = 0;
        return name.Length == Prefix.Length + Digits + suffix.Length
            && name.StartsWith(Prefix, StringComparison.Ordinal)
            && name.EndsWith(suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(Prefix.Length, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
