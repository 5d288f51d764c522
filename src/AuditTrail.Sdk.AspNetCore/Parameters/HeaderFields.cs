using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AuditTrail.AspNetCore;

/// <summary>The headers of a message that are recorded by name; all others are not looked at.</summary>
internal sealed class HeaderFields
{
    public const int MaxCount = 32;
    public const int MaxBytes = 1024;

    // What stands behind the question mark of an address may open something.
    private static readonly string[] Addresses = ["Referer", "Location", "Content-Location"];

    private readonly string[] _names;

    public HeaderFields(IEnumerable<string> names) => _names = [.. names.Order(StringComparer.OrdinalIgnoreCase)];

    /// <returns>Name and value of those that are there; null where none is. Of a header that is there several times, the values with commas in between.</returns>
    public IReadOnlyList<KeyValuePair<string, string>>? Read(IHeaderDictionary headers)
    {
        if (_names.Length == 0)
        {
            return null;
        }

        List<KeyValuePair<string, string>>? fields = null;
        foreach (var name in _names)
        {
            if (headers.TryGetValue(name, out var values) && values.Count > 0)
            {
                (fields ??= []).Add(new(name, Value(name, values)));
            }
        }

        return fields;
    }

    private static string Value(string name, StringValues values)
    {
        var value = Joined(values);
        if (!Addresses.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return BoundedText.Marked(value, MaxBytes);
        }

        var end = value.AsSpan().IndexOfAny('?', '#');
        return BoundedText.Marked(end < 0 ? value : string.Concat(value.AsSpan(0, end + 1), SensitiveName.Mask), MaxBytes);
    }

    // Ten thousand values are not joined to keep a kilobyte; what comes after shows in the mark.
    private static string Joined(StringValues values)
    {
        if (values.Count == 1)
        {
            return values[0] ?? "";
        }

        var text = BoundedText.Cut(values[0] ?? "", MaxBytes + 1);
        for (var index = 1; index < values.Count && text.Length <= MaxBytes; index++)
        {
            text = $"{text}, {BoundedText.Cut(values[index] ?? "", MaxBytes + 1)}";
        }

        return text;
    }
}
