namespace AuditTrail.Archive.Verification;

/// <summary>When an object was published, as far as its key says: not before <paramref name="Earliest"/>, and before <paramref name="Latest"/>.</summary>
internal readonly record struct PublishTime(DateTimeOffset Earliest, DateTimeOffset Latest)
{
    /// <summary>The key says nothing.</summary>
    public static readonly PublishTime Unknown = new(DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    private bool IsToTheMinute => Latest - Earliest == TimeSpan.FromMinutes(1);

    public bool IsKnown => Latest > DateTimeOffset.MinValue;

    /// <summary>The minute in a log file's name, or the day of its folder.</summary>
    public static PublishTime Of(string key)
    {
        if (LogFileKey.TryParse(key, out var name))
        {
            return new(name.Time, name.Time.AddMinutes(1));
        }

        return ArchivePath.TryParse(key, out var path) && path.Rest.Length > 11 && path.Rest[10] == '/' && KeyTime.TryParseFolders(path.Rest.AsSpan(0, 10), out var day)
            ? new(day, day.AddDays(1))
            : Unknown;
    }

    /// <summary>Whether a digest that ends at <paramref name="end"/> must list it. What is not named as a log file will be listed by no later one either.</summary>
    public bool IsDueBy(DateTimeOffset end) => IsToTheMinute ? Latest <= end : Earliest < end;

    public bool IsBefore(DateTimeOffset? from) => IsKnown && from is { } time && (IsToTheMinute ? Earliest < time : Latest <= time);

    public bool IsAfter(DateTimeOffset? to) => IsKnown && to is { } time && Earliest >= time;
}
