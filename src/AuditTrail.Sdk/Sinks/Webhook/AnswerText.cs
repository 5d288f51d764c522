using System.Globalization;
using System.Text;

namespace AuditTrail.Sinks.Webhook;

/// <summary>What a receiver said, in so few and such characters that it may stand in a log: one line, and none of our secrets that it may have echoed.</summary>
internal sealed class AnswerText
{
    private const int MostBytes = 1_024;
    private const int MostCharacters = 200;
    private const int FewestOfASecret = 6;
    /// <summary>How long the words of an answer are waited for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly string[] _secrets;

    public AnswerText(WebhookSinkOptions options, TimeProvider time)
    {
        _time = time;
        var url = new Uri(options.Url, UriKind.Absolute);
        // Longest first: a part must not spoil the whole.
        _secrets = [.. options.Headers.Values.Concat(options.Headers.Values.SelectMany(value => value.Split(' ')))
            .Concat([options.Url, .. Spellings(url.PathAndQuery), .. Spellings(url.AbsolutePath)])
            .Concat(url.AbsolutePath.Split('/').Concat(url.Query.TrimStart('?').Split('&', '=')).SelectMany(Spellings))
            .Where(secret => secret.Length >= FewestOfASecret).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];
    }

    /// <summary>The beginning of an answer; empty if there is none within two seconds.</summary>
    public async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var bytes = new byte[MostBytes];
        var length = 0;
        using var late = new CancellationTokenSource(Longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            var stream = await content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, either.Token).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The status has decided already; its words are only a courtesy, whatever is wrong with them (cut, or compressed badly).
        }

        return Of(Encoding.UTF8.GetString(bytes, 0, length));
    }

    /// <summary>Somebody else's words, without secrets, on one line and not without end.</summary>
    public string Of(string words) => OneLine(_secrets.Aggregate(words, (text, secret) => text.Replace(secret, "***", StringComparison.OrdinalIgnoreCase)));

    // As a receiver may write it: as it came, decoded, and inside JSON.
    private static string[] Spellings(string part) => [part, Uri.UnescapeDataString(part), part.Replace("/", "\\/", StringComparison.Ordinal)];

    public static string OneLine(string words)
    {
        var line = new StringBuilder();
        foreach (var rune in words.EnumerateRunes())
        {
            var isShown = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator);
            if (isShown)
            {
                line.Append(rune);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }

            if (line.Length >= MostCharacters)
            {
                return line.Append('…').ToString();
            }
        }

        return line.ToString().TrimEnd();
    }
}
