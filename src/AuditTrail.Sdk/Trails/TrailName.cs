using System.Buffers;

namespace AuditTrail.Trails;

/// <summary>The rules for a trail's name, which is a file name too.</summary>
/// <remarks>
/// CloudTrail's own (ASCII letters, digits, <c>.</c>, <c>-</c>, <c>_</c>; begins with a letter or digit, ends with one), but of 1 to 64 characters:
/// short names are good ones here, and the longest has to fit into a file name with its endings. Two names must differ in more than case.
/// </remarks>
internal static class TrailName
{
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_");

    // Windows takes these for devices, with any ending.
    private static readonly string[] Devices = ["con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"];

    /// <summary>Equal names are one trail, on every file system.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>Says what is wrong with a name, or null.</summary>
    public static string? Problem(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "A trail needs a name.";
        }

        if (name.Length > MaxLength)
        {
            return $"The trail name '{name[..20]}…' has {name.Length} characters; at most {MaxLength} are allowed.";
        }

        if (name.AsSpan().ContainsAnyExcept(Allowed) || !char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1]))
        {
            return $"The trail name '{Printable(name)}' is not a file name everywhere: use ASCII letters, digits, '.', '-' and '_', and begin and end with a letter or digit.";
        }

        return Devices.Contains(name.Split('.')[0], Comparer)
            ? $"The trail name '{name}' is the name of a device on Windows; choose another one."
            : null;
    }

    /// <exception cref="ArgumentException">The name breaks a rule; the message says which.</exception>
    public static void ThrowIfInvalid(string? name, string parameter)
    {
        if (Problem(name) is { } problem)
        {
            throw new ArgumentException(problem, parameter);
        }
    }

    private static string Printable(string name) => string.Concat(name.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
