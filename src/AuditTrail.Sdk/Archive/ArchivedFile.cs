using System.Globalization;

namespace AuditTrail.Archive;

/// <summary>A log file that was published and stands in no digest yet: what the digest will say of it.</summary>
internal sealed record ArchivedFile
{
    public required string Kind { get; init; }

    /// <summary>When it was published. Its key says the minute.</summary>
    public required DateTimeOffset Time { get; init; }

    public required string Unique { get; init; }

    /// <summary>SHA-256 of the uncompressed content in lower-case hex.</summary>
    public required string HashValue { get; init; }

    public DateTimeOffset? OldestEventTime { get; init; }

    public DateTimeOffset? NewestEventTime { get; init; }

    /// <summary>The time in its key, which is what a verifier knows.</summary>
    public DateTimeOffset Minute => WholeTime.Minute(Time);

    public string KeyAt(ArchiveLocation location) => new LogFileKey { Location = location, Kind = Kind, Time = Time, Unique = Unique }.ToString();

    /// <summary>One short line: a state holds many.</summary>
    public override string ToString() => string.Join('|', Kind, Seconds(Time), Unique, HashValue, Seconds(OldestEventTime), Seconds(NewestEventTime));

    /// <exception cref="FormatException">It is not such a line.</exception>
    public static ArchivedFile Parse(string line) => line.Split('|') is [var kind, var time, var unique, var hash, var oldest, var newest]
        ? new()
        {
            Kind = kind,
            Time = TimeOf(time) ?? throw new FormatException("A log file in the state has no time."),
            Unique = unique,
            HashValue = hash,
            OldestEventTime = TimeOf(oldest),
            NewestEventTime = TimeOf(newest),
        }
        : throw new FormatException("A log file in the state is not as it was written.");

    private static string Seconds(DateTimeOffset? time) => time?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "";

    private static DateTimeOffset? TimeOf(string text) => text.Length == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(long.Parse(text, CultureInfo.InvariantCulture));
}
