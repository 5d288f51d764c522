using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.Archive;

/// <summary>A log file's key: <c>[prefix/]AWSLogs/[organization/]ACCOUNT/KIND/REGION/YYYY/MM/DD/ACCOUNT_KIND_REGION_YYYYMMDDTHHmmZ_UNIQUE.json.gz</c>.</summary>
internal sealed record LogFileKey
{
    /// <summary>The kind of files with management and data events.</summary>
    public const string Events = "CloudTrail";

    /// <summary>The kind of files with insights.</summary>
    public const string Insights = "CloudTrail-Insight";

    private const string Extension = ".json.gz";
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int UniqueLength = 16;

    /// <summary>Where the key lies; the bucket is empty in a parsed key.</summary>
    public required ArchiveLocation Location { get; init; }

    /// <summary><see cref="Events"/>, <see cref="Insights"/>, or another kind of AWS's such as <c>CloudTrail-NetworkActivity</c>; never the digests'.</summary>
    public required string Kind { get; init; }

    /// <summary>When it was published, to the minute.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>16 letters and digits.</summary>
    public required string Unique { get; init; }

    /// <summary>The unique part of the file that begins with one number of a trail: the same in every attempt, and for no other file.</summary>
    public static string UniqueOf(Guid stream, string trail, long epoch, long firstTrailSequence)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{stream:D}/{trail}/{epoch}/{firstTrailSequence}");
        var number = new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(text)), isUnsigned: true, isBigEndian: true);
        return string.Create(UniqueLength, number, static (characters, rest) =>
        {
            for (var i = 0; i < characters.Length; i++)
            {
                rest = BigInteger.DivRem(rest, Alphabet.Length, out var digit);
                characters[i] = Alphabet[(int)digit];
            }
        });
    }

    public override string ToString() =>
        $"{Location.Root}{Kind}/{Location.Region}/{KeyTime.ToFolders(Time)}/{Location.AccountId}_{Kind}_{Location.Region}_{KeyTime.ToMinutes(Time)}_{Unique}{Extension}";

    /// <summary>Reads a key; false for anything that this type would not write.</summary>
    public static bool TryParse(string key, [NotNullWhen(true)] out LogFileKey? result)
    {
        result = null;
        if (!ArchivePath.TryParse(key, out var path) || path.IsDigest || !path.Name.EndsWith(Extension, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = path.Name[..^Extension.Length].Split('_');
        if (parts.Length != 5 || !KeyTime.TryParseMinutes(parts[3], out var time) || parts[4].Length != UniqueLength || !parts[4].All(char.IsAsciiLetterOrDigit))
        {
            return false;
        }

        var candidate = new LogFileKey { Location = path.Location, Kind = path.Kind, Time = time, Unique = parts[4] };
        result = string.Equals(candidate.ToString(), key, StringComparison.Ordinal) ? candidate : null;
        return result is not null;
    }
}
