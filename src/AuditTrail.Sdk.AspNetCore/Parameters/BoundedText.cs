namespace AuditTrail.AspNetCore;

/// <summary>Cuts text that a caller chose, before it costs memory.</summary>
internal static class BoundedText
{
    /// <summary>At most so many UTF-16 units; never half a surrogate pair.</summary>
    public static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        return char.IsHighSurrogate(text[maxLength - 1]) ? text[..(maxLength - 1)] : text[..maxLength];
    }

    /// <summary>At most so many bytes of UTF-8; never half a code point.</summary>
    public static string CutUtf8(string text, int maxBytes)
    {
        var bytes = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                return text[..length];
            }

            length += rune.Utf16SequenceLength;
        }

        return text;
    }

    /// <summary>At most so many bytes of UTF-8, and a mark where there were more.</summary>
    public static string Marked(string text, int maxBytes)
    {
        var cut = CutUtf8(text, maxBytes);
        return cut.Length == text.Length ? text : cut + "…";
    }
}
