using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AuditTrail.Hosting;

/// <summary>A configuration section that is read key by key without reflection; wrong values, unknown and misspelt keys are collected with their full names.</summary>
/// <remarks>
/// The keys that were asked for are the ones that exist: a sink's binder reads each of its options once, and every other key in the section is
/// then a problem that names the nearest one. An absent key gives the fallback. Used by one thread while options are read; not kept.
/// </remarks>
public sealed class OptionsSection
{
    private readonly IConfigurationSection _section;
    private readonly List<string> _problems;
    private readonly List<string> _known = [];

    internal OptionsSection(IConfigurationSection section, List<string> problems)
    {
        _section = section;
        _problems = problems;
        if (section.Value is { Length: > 0 } value)
        {
            Problem($"{section.Path} is a section with keys of its own, not the value '{Shown(value)}'.");
        }
    }

    /// <summary>The section's full name, as <c>AuditTrail:Trails:archive:File</c>.</summary>
    public string Path => _section.Path;

    /// <summary>Whether anything is set in it.</summary>
    public bool Exists => _section.Exists();

    /// <summary>A text.</summary>
    public string? Text(string key, string? fallback = null) => Value(key) ?? fallback;

    /// <summary>true or false.</summary>
    public bool Flag(string key, bool fallback = false)
    {
        if (Value(key) is not { } value)
        {
            return fallback;
        }

        return bool.TryParse(value, out var flag) ? flag : Wrong(key, value, "true or false", fallback);
    }

    /// <summary>A whole number.</summary>
    public int Number(string key, int fallback, int min = 0, int max = int.MaxValue) => (int)Whole(key, fallback, min, max, "a whole number");

    /// <summary>A size: bytes, or a number with KiB, MiB or GiB.</summary>
    public long Bytes(string key, long fallback, long min = 0, long max = long.MaxValue)
    {
        var value = Value(key);
        if (value is null)
        {
            return fallback;
        }

        return ByteSize.TryParse(value, out var bytes) && bytes >= min && bytes <= max
            ? bytes
            : Wrong(key, value, $"a size from {ByteSize.Format(min)} to {ByteSize.Format(max)}, as 67108864 or 64MiB", fallback);
    }

    /// <summary>A size that may be left out.</summary>
    public long? OptionalBytes(string key, long min = 0, long max = long.MaxValue) => Value(key) is null ? null : Bytes(key, 0, min, max);

    /// <summary>A time span that may be left out.</summary>
    public TimeSpan? OptionalTime(string key, TimeSpan min = default, TimeSpan? max = null) => Value(key) is null ? null : Time(key, TimeSpan.Zero, min, max);

    /// <summary>A time span as <c>00:00:02</c> or <c>7.00:00:00</c>.</summary>
    public TimeSpan Time(string key, TimeSpan fallback, TimeSpan min = default, TimeSpan? max = null)
    {
        if (Value(key) is not { } value)
        {
            return fallback;
        }

        // "5" would be five days: whoever writes it means seconds, and nobody should find out in production.
        return value.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time)
            && time >= min && time <= (max ?? TimeSpan.MaxValue)
                ? time
                : Wrong(key, value, $"a time from {min:c} to {max ?? TimeSpan.MaxValue:c}, as 00:00:02 (hours:minutes:seconds) or 7.00:00:00 (days)", fallback);
    }

    /// <summary>One of an enumeration's names.</summary>
    public T Choice<T>(string key, T fallback)
        where T : struct, Enum
    {
        if (Value(key) is not { } value)
        {
            return fallback;
        }

        // Numbers parse as enumerations too, and would pass for any value.
        return Enum.TryParse<T>(value, ignoreCase: true, out var choice) && Enum.IsDefined(choice) && !char.IsAsciiDigit(value[0]) && value[0] != '-'
            ? choice
            : Wrong(key, value, $"one of {string.Join(", ", Enum.GetNames<T>())}", fallback, Spelling.DidYouMean(value, Enum.GetNames<T>()));
    }

    /// <summary>Texts: a list, or one value with commas in between, as an environment variable has it. An absent key gives none.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        _known.Add(key);
        var section = _section.GetSection(key);
        if (section.Value is { } value)
        {
            return value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        var texts = new List<string>();
        foreach (var child in section.GetChildren())
        {
            // A list's keys are its numbers: a section here would be settings that nobody reads.
            if (string.IsNullOrWhiteSpace(child.Value) || !child.Key.All(char.IsAsciiDigit))
            {
                Problem($"{section.Path} is a list of texts; {child.Path} is none of it.");
                continue;
            }

            texts.Add(child.Value.Trim());
        }

        return texts;
    }

    /// <summary>A section in this section.</summary>
    public OptionsSection Section(string key)
    {
        _known.Add(key);
        return new OptionsSection(_section.GetSection(key), _problems);
    }

    /// <summary>Says that a key must be set.</summary>
    public string Required(string key)
    {
        var value = Value(key);
        if (value is null)
        {
            Problem($"{Path}:{key} is not set.");
        }

        return value ?? string.Empty;
    }

    /// <summary>Adds a problem that is found only when several values are seen together. Name the option in full (<see cref="Path"/>), and no secret.</summary>
    public void Problem(string problem) => _problems.Add(problem);

    /// <summary>Names under the section that the user chose (trails, recorders); all of them are known from then on.</summary>
    internal IReadOnlyList<string> Names()
    {
        var names = _section.GetChildren().Select(child => child.Key).ToArray();
        _known.AddRange(names);
        return names;
    }

    /// <summary>Whether the key is there, as value or section, without making it known.</summary>
    internal bool Has(string key) => _section.GetSection(key).Exists();

    /// <summary>Tells of every key that nobody asked for.</summary>
    internal void RejectUnknown(IEnumerable<string>? foreign = null)
    {
        var known = new HashSet<string>(_known, StringComparer.OrdinalIgnoreCase);
        known.UnionWith(foreign ?? []);
        foreach (var child in _section.GetChildren())
        {
            if (!known.Contains(child.Key))
            {
                Problem($"{child.Path} is not an option{Spelling.DidYouMean(child.Key, known, Path)}");
            }
        }
    }

    private string? Value(string key)
    {
        _known.Add(key);
        var child = _section.GetSection(key);
        if (child.Value is null && child.GetChildren().Any())
        {
            Problem($"{child.Path} is one value, not a section or a list.");
        }

        return string.IsNullOrWhiteSpace(child.Value) ? null : child.Value.Trim();
    }

    private long Whole(string key, long fallback, long min, long max, string kind)
    {
        if (Value(key) is not { } value)
        {
            return fallback;
        }

        return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : Wrong(key, value, string.Create(CultureInfo.InvariantCulture, $"{kind} from {min} to {max}"), fallback);
    }

    private T Wrong<T>(string key, string value, string expected, T fallback, string end = ".")
    {
        Problem($"{Path}:{key} is '{Shown(value)}'; expected {expected}{end}");
        return fallback;
    }

    // A value that landed under the wrong key may be long.
    private static string Shown(string value) => value.Length <= 64 ? value : string.Concat(value.AsSpan(0, 64), "…");
}
