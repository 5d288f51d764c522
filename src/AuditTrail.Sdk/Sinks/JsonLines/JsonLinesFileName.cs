using System.Buffers;
using System.Globalization;

namespace AuditTrail.Sinks.JsonLines;

/// <summary><c>PREFIX-YYYYMMDD.NNN.jsonl</c>; always three digits, so that ordinal order is the order of writing.</summary>
internal readonly record struct JsonLinesFileName(string Prefix, DateOnly Day, int Number)
{
    private const string DayFormat = "yyyyMMdd";
    private const int MaxNumber = 999;
    private const int MaxPrefixLength = 100;

    private static readonly SearchValues<char> PrefixCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>The name after this one, on <paramref name="today"/> or, if the clock went back or a day's numbers are used up, on a later day.</summary>
    public JsonLinesFileName Next(DateOnly today)
    {
        if (today > Day)
        {
            return new(Prefix, today, 0);
        }

        return Number < MaxNumber ? this with { Number = Number + 1 } : new(Prefix, Day.AddDays(1), 0);
    }

    public static bool IsPrefix(string? text) => text is { Length: > 0 and <= MaxPrefixLength } && text[0] != '.' && !text.AsSpan().ContainsAnyExcept(PrefixCharacters);

    public static bool TryParse(string text, string prefix, out JsonLinesFileName name)
    {
        name = default;
        var length = prefix.Length + "-20261125.000.jsonl".Length;
        if (text.Length != length || !text.StartsWith(prefix, StringComparison.Ordinal) || !text.EndsWith(".jsonl", StringComparison.Ordinal))
        {
            return false;
        }

        var rest = text.AsSpan(prefix.Length);
        if (rest[0] != '-' || rest[9] != '.' ||
            !DateOnly.TryParseExact(rest[1..9], DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ||
            !int.TryParse(rest[10..13], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        name = new(prefix, day, number);
        return true;
    }

    public static int Compare(JsonLinesFileName left, JsonLinesFileName right) => (left.Day, left.Number).CompareTo((right.Day, right.Number));

    public bool IsBefore(JsonLinesFileName other) => Compare(this, other) < 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{Day.ToString(DayFormat, CultureInfo.InvariantCulture)}.{Number:000}.jsonl");
}
