namespace AuditTrail.Hosting;

/// <summary>Where a recorder's files are; absolute, and nothing of it has to exist.</summary>
internal readonly record struct RecorderDirectory(string Root)
{
    public string Journal => Path.Combine(Root, "journal");

    /// <summary>Relative paths are taken from the content root; the default of a named recorder carries its name.</summary>
    public static RecorderDirectory Of(string? configured, string recorder, string contentRoot) =>
        new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(configured ?? (recorder.Length == 0 ? "audit" : $"audit-{recorder}"), contentRoot)));

    /// <summary>Whether two recorders would share a directory.</summary>
    public bool IsSameAs(RecorderDirectory other)
    {
        var comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return string.Equals(Root, other.Root, comparison);
    }
}
