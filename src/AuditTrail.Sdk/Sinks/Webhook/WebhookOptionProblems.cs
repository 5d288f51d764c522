using System.Buffers;
using System.Net;

namespace AuditTrail.Sinks.Webhook;

/// <summary>What can be seen of a webhook's options to be wrong before any request is made. No sentence shows a secret, nor a URL's path or query.</summary>
internal static class WebhookOptionProblems
{
    private const int MostEarlierSecrets = 4;

    // RFC 9110, 5.6.2 (token).
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly string[] OwnHeaders =
        ["Host", "Idempotency-Key", "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect", "Proxy-Connection", "Proxy-Authorization"];

    public static IEnumerable<string> Of(WebhookSinkOptions options) =>
        OfUrl(options).Concat(OfCollections(options)).Concat(OfSecrets(options)).Concat(OfHeaders(options)).Concat(OfLimits(options)).OfType<string>();

    private static IEnumerable<string?> OfUrl(WebhookSinkOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Url))
        {
            yield return $"{nameof(options.Url)} is not set; say where to post to, as https://siem.example.com/audit.";
            yield break;
        }

        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.Host.Length == 0)
        {
            yield return $"{nameof(options.Url)} is no URL that begins with https://, as https://siem.example.com/audit.";
            yield break;
        }

        yield return url.UserInfo.Length > 0 ? $"{nameof(options.Url)} holds a user or password; put credentials into {nameof(options.Headers)} (Authorization)." : null;
        yield return url.Fragment.Length > 0 || options.Url.Contains('#', StringComparison.Ordinal) ? $"{nameof(options.Url)} has a fragment (#), which is never sent; take it out." : null;
        yield return url.Scheme == Uri.UriSchemeHttp && !options.AllowHttp
            ? $"{nameof(options.Url)} begins with http://: everybody on the way could read the events. Use https://, or set {nameof(options.AllowHttp)}."
            : null;
        yield return !options.AllowLinkLocal && IPAddress.TryParse(url.DnsSafeHost, out var address) && LinkLocalAddress.Contains(address)
            ? $"{nameof(options.Url)} has the host {url.DnsSafeHost}, a link-local address or one where a cloud keeps credentials. Correct it, or set {nameof(options.AllowLinkLocal)}."
            : null;
    }

    private static IEnumerable<string?> OfCollections(WebhookSinkOptions options)
    {
        yield return options.EarlierSecrets is null ? $"{nameof(options.EarlierSecrets)} is null; leave it empty instead." : null;
        yield return options.HoldStatuses is null ? $"{nameof(options.HoldStatuses)} is null; leave it empty instead." : null;
        yield return options.Headers is null ? $"{nameof(options.Headers)} is null; leave it empty instead." : null;
    }

    private static IEnumerable<string?> OfSecrets(WebhookSinkOptions options)
    {
        const string Form = "expected whsec_ and 24 to 64 random bytes in base64";
        IReadOnlyList<string> earlier = options.EarlierSecrets ?? [];
        var isSet = !string.IsNullOrWhiteSpace(options.Secret);
        yield return isSet || options.Unsigned
            ? null
            : $"{nameof(options.Secret)} is not set: nobody could tell these requests from forged ones. Set it ({Form}), or say {nameof(options.Unsigned)}.";
        yield return options.Unsigned && (isSet || earlier.Count > 0) ? $"{nameof(options.Unsigned)} is set beside a secret; leave one of them out." : null;
        yield return isSet && !WebhookSecret.TryParse(options.Secret, out _) ? $"{nameof(options.Secret)} is no secret of Standard Webhooks; {Form}." : null;
        yield return earlier.Count > MostEarlierSecrets ? $"{nameof(options.EarlierSecrets)} has {earlier.Count} secrets; expected at most {MostEarlierSecrets}." : null;
        yield return earlier.Count > 0 && !isSet && !options.Unsigned ? $"{nameof(options.EarlierSecrets)} is set without {nameof(options.Secret)}." : null;
        for (var index = 0; index < earlier.Count; index++)
        {
            yield return WebhookSecret.TryParse(earlier[index], out _) ? null : $"{nameof(options.EarlierSecrets)} has no secret of Standard Webhooks at place {index + 1}; {Form}.";
        }
    }

    private static IEnumerable<string?> OfHeaders(WebhookSinkOptions options)
    {
        using var request = new HttpRequestMessage();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in options.Headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters))
            {
                yield return $"{nameof(options.Headers)} has '{AnswerText.OneLine(name)}', which is no header's name.";
            }
            else if (IsOwn(name))
            {
                yield return $"{nameof(options.Headers)} has '{name}', which the sink or the connection sets itself; take it out.";
            }
            else if (!names.Add(name))
            {
                yield return $"{nameof(options.Headers)} has '{name}' twice, in other letters; take one out.";
            }
            else if (!request.Headers.TryAddWithoutValidation(name, ""))
            {
                yield return $"{nameof(options.Headers)} has '{name}', which is no header of a request; take it out.";
            }
            else if (string.IsNullOrWhiteSpace(value) || value.Any(c => c is < ' ' or > '~'))
            {
                yield return $"{nameof(options.Headers)} has a value for '{name}' that is empty or holds something else than printable ASCII characters.";
            }
        }
    }

    private static bool IsOwn(string name) =>
        OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string?> OfLimits(WebhookSinkOptions options)
    {
        yield return Enum.IsDefined(options.Format) ? null : $"{nameof(options.Format)} is {options.Format}; expected one of {string.Join(", ", Enum.GetNames<WebhookFormat>())}.";
        yield return options.MaxEvents is >= 1 and <= 10_000 ? null : $"{nameof(options.MaxEvents)} is {options.MaxEvents}; expected 1 to 10000.";
        yield return options.MaxBytes is >= 1_024 and <= 64 << 20 ? null : $"{nameof(options.MaxBytes)} is {options.MaxBytes}; expected 1024 to {64 << 20}.";
        yield return OfTime(nameof(options.Linger), options.Linger, TimeSpan.Zero, TimeSpan.FromHours(1));
        yield return OfTime(nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        foreach (var status in options.HoldStatuses ?? [])
        {
            yield return status is >= 400 and <= 499
                ? null
                : $"{nameof(options.HoldStatuses)} has {status}; expected statuses from 400 to 499: others are never dead-lettered.";
        }
    }

    private static string? OfTime(string name, TimeSpan value, TimeSpan min, TimeSpan max) =>
        value >= min && value <= max ? null : $"{name} is {value:c}; expected {min:c} to {max:c}.";
}
