using System.Globalization;
using System.Text;

namespace AuditTrail.Tool.Output;

/// <summary>Text of an archive, made harmless for a terminal: an attacker may have written it.</summary>
internal static class InertText
{
    private const int MaxLength = 1_024;

    /// <summary>Replaces what steers a terminal or turns the direction of reading by its escape, and cuts what is longer than 1,024 characters.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var inert = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (inert.Length >= MaxLength)
            {
                return inert.Append("...").ToString();
            }

            if (IsActive(rune))
            {
                inert.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                inert.Append(rune.ToString());
            }
        }

        return inert.ToString();
    }

    /// <summary>Controls, formats (bidirectional marks are among them), separators of lines, private characters and halves of surrogates, which come as U+FFFD.</summary>
    private static bool IsActive(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
