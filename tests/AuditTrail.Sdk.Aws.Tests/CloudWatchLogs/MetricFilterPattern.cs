using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AuditTrail.Aws.Tests.CloudWatchLogs;

/// <summary>A metric filter's pattern for JSON, as far as this repository's documents use the syntax: =, !=, wildcards, EXISTS, NOT EXISTS, IS NULL, &amp;&amp;, || and parentheses.</summary>
/// <remarks>Source: the CloudWatch Logs User Guide, "Filter pattern syntax for metric filters".</remarks>
internal sealed partial class MetricFilterPattern
{
    private readonly Func<JsonElement, bool> _matches;
    private readonly List<string> _tokens;
    private int _next;

    private MetricFilterPattern(string text)
    {
        _tokens = [.. Token().Matches(text).Select(match => match.Value)];
        Take("{");
        _matches = Any();
        Take("}");
        if (_next != _tokens.Count || string.Concat(_tokens) != text.Replace(" ", "", StringComparison.Ordinal))
        {
            throw new FormatException($"'{text}' is no pattern.");
        }
    }

    public static MetricFilterPattern Parse(string text) => new(text);

    public bool Matches(string json)
    {
        using var record = JsonDocument.Parse(json);
        return _matches(record.RootElement);
    }

    private Func<JsonElement, bool> Any()
    {
        var left = All();
        while (TryTake("||"))
        {
            var (one, other) = (left, All());
            left = record => one(record) || other(record);
        }

        return left;
    }

    private Func<JsonElement, bool> All()
    {
        var left = One();
        while (TryTake("&&"))
        {
            var (one, other) = (left, One());
            left = record => one(record) && other(record);
        }

        return left;
    }

    private Func<JsonElement, bool> One()
    {
        if (TryTake("("))
        {
            var inner = Any();
            Take(")");
            return inner;
        }

        var selector = Next();
        if (!selector.StartsWith("$.", StringComparison.Ordinal))
        {
            throw new FormatException($"'{selector}' is no selector.");
        }

        var path = selector[2..].Split('.');
        switch (Next())
        {
            case "EXISTS":
                return record => Find(record, path) is not null;
            case "NOT":
                Take("EXISTS");
                return record => Find(record, path) is null;
            case "IS":
                Take("NULL");
                return record => Find(record, path) is { ValueKind: JsonValueKind.Null };
            case "=":
                var equal = Next();
                return record => Find(record, path) is { } value && IsEqual(value, equal);
            case "!=":
                var different = Next();
                return record => Find(record, path) is { } value && !IsEqual(value, different);
            default:
                throw new FormatException($"What follows '{selector}' is no comparison.");
        }
    }

    private static JsonElement? Find(JsonElement record, string[] path)
    {
        var found = record;
        foreach (var name in path)
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                return null;
            }
        }

        return found;
    }

    private static bool IsEqual(JsonElement value, string wanted)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            return decimal.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && value.GetDecimal() == number;
        }

        var text = Regex.Escape(wanted.Trim('"')).Replace("\\*", ".*", StringComparison.Ordinal);
        return value.ValueKind == JsonValueKind.String && Regex.IsMatch(value.GetString()!, $"^{text}\\z", RegexOptions.Singleline, TimeSpan.FromSeconds(1));
    }

    private string Next() => _next < _tokens.Count ? _tokens[_next++] : throw new FormatException("The pattern ends too early.");

    private void Take(string token)
    {
        if (!TryTake(token))
        {
            throw new FormatException($"'{token}' is missing.");
        }
    }

    private bool TryTake(string token)
    {
        if (_next >= _tokens.Count || _tokens[_next] != token)
        {
            return false;
        }

        _next++;
        return true;
    }

    [GeneratedRegex("\"[^\"]*\"|&&|\\|\\||!=|[{}()=]|[^\\s{}()=!&|\"]+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Token();
}
