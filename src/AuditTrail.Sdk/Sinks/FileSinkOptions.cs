namespace AuditTrail.Sinks;

/// <summary>Where a JSON-lines file sink writes, when it begins a new file, and how long files stay.</summary>
/// <remarks>
/// Files are named <c>events-20261125.000.jsonl</c>, then <c>.001</c>: their ordinal order is the order of writing. The day is the UTC day
/// of writing; it never goes back when the clock does, and after 1,000 files of one day the next day's name is used.
/// </remarks>
public sealed record FileSinkOptions
{
    /// <summary>The directory; made with mode 0700 if it is missing. A sink has its directory and prefix for itself.</summary>
    /// <value>Default empty: the recorder's own directory.</value>
    public string Directory { get; set; } = "";

    /// <summary>What file names begin with.</summary>
    /// <value>Letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, at most 100, not beginning with a dot; default <c>events</c>.</value>
    public string FileNamePrefix { get; set; } = "events";

    /// <summary>A line that would make its file longer than this begins a new one.</summary>
    /// <value>Bytes, at least 1,024; default 104,857,600.</value>
    public long RollBytes { get; set; } = 100L << 20;

    /// <summary>How long a file is kept at least, counted from the end of its day (UTC); its youngest line is never younger than that.</summary>
    /// <remarks>
    /// A file is deleted when everything that was asked allows it. Retention alone: when it is old enough. <see cref="MaxTotalBytes"/> alone: the oldest
    /// files, while all together are larger. Both: only files that are old enough, and only while all together are larger. The newest file always stays.
    /// </remarks>
    /// <value>More than zero; default null: age deletes nothing.</value>
    public TimeSpan? Retention { get; set; }

    /// <summary>What all files of this sink together may take before the oldest are deleted; see <see cref="Retention"/> for how the two combine.</summary>
    /// <value>Bytes, more than zero; default null: size deletes nothing.</value>
    public long? MaxTotalBytes { get; set; }

    /// <summary>What is wrong with these options, one sentence each that begins with the option's name; empty when nothing is.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Directory is null || Directory.Contains('\0', StringComparison.Ordinal))
        {
            yield return $"{nameof(Directory)} is not a path.";
        }

        if (!JsonLines.JsonLinesFileName.IsPrefix(FileNamePrefix))
        {
            yield return $"{nameof(FileNamePrefix)} is '{FileNamePrefix}'; it takes 1 to 100 letters, digits, '.', '_' and '-', and does not begin with '.'.";
        }

        if (RollBytes < 1_024)
        {
            yield return $"{nameof(RollBytes)} is {RollBytes}; a file takes at least 1,024 bytes.";
        }

        if (Retention <= TimeSpan.Zero)
        {
            yield return $"{nameof(Retention)} is {Retention}; leave it out to keep files, or give a time of more than zero.";
        }

        if (MaxTotalBytes <= 0)
        {
            yield return $"{nameof(MaxTotalBytes)} is {MaxTotalBytes}; leave it out to keep files, or give more than zero.";
        }
    }
}
