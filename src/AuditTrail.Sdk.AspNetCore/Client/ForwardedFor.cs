using Microsoft.Extensions.Primitives;

namespace AuditTrail.AspNetCore;

/// <summary>The raw <c>X-Forwarded-For</c>: anyone can send it, so it is kept beside the source address and never becomes it.</summary>
internal static class ForwardedFor
{
    public const int MaxBytes = 512;

    public static string? Read(StringValues header)
    {
        if (header.Count == 0)
        {
            return null;
        }

        // Each entry is cut by itself first, so that ten thousand of them are not joined to keep 512 bytes.
        var text = "";
        for (var index = 0; index < header.Count && text.Length < MaxBytes; index++)
        {
            var entry = BoundedText.Cut(header[index] ?? "", MaxBytes);
            text = text.Length == 0 ? entry : $"{text}, {entry}";
        }

        return BoundedText.CutUtf8(text, MaxBytes);
    }
}
