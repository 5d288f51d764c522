namespace AuditTrail.Archive.Verification;

/// <summary>When an object was published, as far as its key says: not before <paramref name="Earliest"/>, and before <paramref name="Latest"/>.</summary>
internal readonly record struct PublishTime(DateTimeOffset Earliest, DateTimeOffset Latest)
{
    /// <summary>The key says nothing.</summary>
    public static readonly PublishTime Unknown = new(DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    private bool IsToTheMinute => Latest - Earliest == TimeSpan.FromMinutes(1);

    public bool IsKnown => Latest > DateTimeOffset.MinValue;

    /// <summary>The minute in a log file's name, a digest's end, or the day of its folder; of metadata that of its object.</summary>
    public static PublishTime Of(string key)
    {
        key = DirectoryKey.ObjectOf(key);
        if (DigestKey.TryParse(key, out var digest))
        {
            return From(digest.EndTime, TimeSpan.FromSeconds(1));
        }

        if (LogFileKey.TryParse(key, out var name))
        {
            return From(name.Time, TimeSpan.FromMinutes(1));
        }

        return ArchivePath.TryParse(key, out var path) && path.Rest.Length > 11 && path.Rest[10] == '/' && KeyTime.TryParseFolders(path.Rest.AsSpan(0, 10), out var day)
            ? From(day, TimeSpan.FromDays(1))
            : Unknown;
    }

    /// <summary>Names may say the last moment that .NET knows.</summary>
    private static PublishTime From(DateTimeOffset earliest, TimeSpan length) => new(earliest, earliest < DateTimeOffset.MaxValue - length ? earliest + length : DateTimeOffset.MaxValue);

    /// <summary>Whether a digest that ends at <paramref name="end"/> must list it. What is not named as a log file will be listed by no later one either.</summary>
    /// <param name="end">The digest's end.</param>
    /// <param name="isOurs">
    /// Our writer names no log file after a minute in which a digest had ended already (<see cref="ArchiveClock.NextLogFile"/>); AWS does, and lists such a file in the next one.
    /// </param>
    public bool IsDueBy(DateTimeOffset end, bool isOurs) => IsToTheMinute && !isOurs ? Latest <= end : Earliest < end;

    public bool IsBefore(DateTimeOffset? from) => IsKnown && from is { } time && (IsToTheMinute ? Earliest < time : Latest <= time);

    public bool IsAfter(DateTimeOffset? to) => IsKnown && to is { } time && Earliest >= time;
}
