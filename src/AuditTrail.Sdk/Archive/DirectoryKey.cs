using System.Buffers;
using System.Text;

namespace AuditTrail.Archive;

/// <summary>Which keys a directory can hold, and where each of them lies: <c>ROOT/KEY</c>, its metadata beside it.</summary>
internal static class DirectoryKey
{
    /// <summary>What follows an object's key in the name of the file with its metadata.</summary>
    public const string MetadataExtension = ".metadata.json";

    /// <summary>Files that are not finished; no key begins with it.</summary>
    public const string Incoming = ".incoming";

    private const int LongestPart = 255;

    private static readonly SearchValues<char> NoName = SearchValues.Create(OperatingSystem.IsWindows() ? "\0\\<>:\"|?*" : "\0\\");

    /// <summary>Whether an object can have this key here: no empty, <c>.</c> or <c>..</c> part, so that none leaves the root, and none of the names that are the store's own.</summary>
    public static bool IsKey(string key) =>
        !key.EndsWith(MetadataExtension, StringComparison.Ordinal) && !key.StartsWith(Incoming + "/", StringComparison.Ordinal) && key != Incoming && key.Split('/').All(IsPart);

    /// <summary>The key of the object that a key is the metadata of; any other key itself.</summary>
    public static string ObjectOf(string key) => key.EndsWith(MetadataExtension, StringComparison.Ordinal) ? key[..^MetadataExtension.Length] : key;

    public static string ToPath(string root, string key) => Path.Combine(root, Path.DirectorySeparatorChar == '/' ? key : key.Replace('/', Path.DirectorySeparatorChar));

    private static bool IsPart(string part) => part is not ("" or "." or "..")
        && !part.AsSpan().ContainsAny(NoName) && Encoding.UTF8.GetByteCount(part) <= LongestPart;
}
