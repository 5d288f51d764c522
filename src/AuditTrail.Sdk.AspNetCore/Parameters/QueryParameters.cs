using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace AuditTrail.AspNetCore;

/// <summary>Reads the names of a query string, with the values that are allowed.</summary>
internal static class QueryParameters
{
    public const int MaxCount = 32;
    private const int MaxNameLength = 128;
    private const int MaxValueLength = 512;

    /// <returns>Name and value or mask, in the caller's order; a last entry <c>…</c> says how many were left out. Null without a query.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>>? Read(string? query, IReadOnlySet<string> allowed)
    {
        if (string.IsNullOrEmpty(query) || query is "?")
        {
            return null;
        }

        var parameters = new List<KeyValuePair<string, string>>(4);
        var leftOut = 0;
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (parameters.Count == MaxCount)
            {
                leftOut++;
                continue;
            }

            var name = BoundedText.Cut(pair.DecodeName().ToString(), MaxNameLength);
            var value = allowed.Contains(name) ? BoundedText.Cut(pair.DecodeValue().ToString(), MaxValueLength) : SensitiveName.Mask;
            // Without "=" there is no telling whether it is a name: /download?3f9a7c… is all secret. The reader gives no value then, not an empty one.
            var isBare = pair.EncodedValue.Equals(default) && !allowed.Contains(name);
            parameters.Add(new(isBare ? SensitiveName.Mask : name, value));
        }

        if (leftOut > 0)
        {
            parameters.Add(new("…", leftOut.ToString(CultureInfo.InvariantCulture) + " more"));
        }

        return parameters;
    }
}
