using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AuditTrail.AspNetCore;

/// <summary>The forwarding headers as they were sent: anyone can send them, so they are kept beside the source address and never become it.</summary>
internal sealed class ForwardedClaims
{
    public const int MaxBytes = 512;

    // RFC 7239, 5: what the header may say. Anything else in it is nothing that was forwarded, and may be a secret.
    private static readonly string[] Parameters = ["for=", "by=", "host=", "proto="];

    private readonly StringValues _forwardedFor;
    private readonly StringValues _forwarded;

    private ForwardedClaims(StringValues forwardedFor, StringValues forwarded)
    {
        _forwardedFor = forwardedFor;
        _forwarded = forwarded;
    }

    /// <summary><c>X-Forwarded-For</c>, as it is.</summary>
    public string? ForwardedFor => Joined(_forwardedFor, static entry => entry);

    /// <summary>The pairs of <c>Forwarded</c> that RFC 7239 knows.</summary>
    public string? Forwarded => Joined(_forwarded, Known);

    /// <returns>Null where the request has neither.</returns>
    public static ForwardedClaims? Read(IHeaderDictionary headers)
    {
        var (forwardedFor, forwarded) = (headers["X-Forwarded-For"], headers["Forwarded"]);
        return forwardedFor.Count == 0 && forwarded.Count == 0 ? null : new(forwardedFor, forwarded);
    }

    private static string? Joined(StringValues header, Func<string, string> read)
    {
        // Each line is cut by itself first, so that ten thousand of them are not joined to keep 512 bytes.
        var text = "";
        for (var index = 0; index < header.Count && text.Length < MaxBytes; index++)
        {
            var entry = read(BoundedText.Cut(header[index] ?? "", MaxBytes));
            text = text.Length == 0 ? entry : $"{text}, {entry}";
        }

        return header.Count == 0 ? null : BoundedText.CutUtf8(text, MaxBytes);
    }

    private static string Known(string line) => string.Join(", ", line.Split(',').Select(KnownPairs).Where(element => element.Length > 0));

    private static string KnownPairs(string element) =>
        string.Join(';', element.Split(';', StringSplitOptions.TrimEntries).Where(pair => Array.Exists(Parameters, name => pair.StartsWith(name, StringComparison.OrdinalIgnoreCase))));
}
