using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace AuditTrail.AspNetCore;

/// <summary>What <c>errorCode</c> says.</summary>
internal static class ErrorCodes
{
    /// <summary>The caller was gone before the answer, or before its end.</summary>
    public const string RequestAborted = "RequestAborted";

    private static readonly string[] Phrases = [.. Enumerable.Range(400, 200).Select(Phrase)];

    /// <summary>The status phrase without spaces (404 is <c>NotFound</c>); null below 400.</summary>
    public static string? Of(int status) => status switch
    {
        < 400 => null,
        < 600 => Phrases[status - 400],
        _ => Phrase(status),
    };

    /// <summary>The exception's type name, never its message.</summary>
    public static string Of(Exception exception)
    {
        var name = exception.GetType().Name;
        var arity = name.IndexOf('`', StringComparison.Ordinal);
        return arity < 0 ? name : name[..arity];
    }

    private static string Phrase(int status)
    {
        var words = ReasonPhrases.GetReasonPhrase(status).Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0
            ? "Status" + status.ToString(CultureInfo.InvariantCulture)
            : string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + string.Concat(word.Skip(1).Where(char.IsLetterOrDigit))));
    }
}
