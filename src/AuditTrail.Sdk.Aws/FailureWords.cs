using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AuditTrail.Aws;

/// <summary>What the AWS SDK threw, in words that may be shown.</summary>
internal static class FailureWords
{
    public const string NoCredentials =
        "There are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile (AWS_PROFILE), or give the machine, container or pod a role.";

    public const string RefusedCredentials = "Credentials could not be got; look at the role or profile that they come from.";

    public const string NoTrust =
        "TLS failed: the server's certificate is not trusted by this machine, or the server does not speak TLS; look at Endpoint's https:// and at the machine's root certificates.";

    public static string? HeaderOf(AmazonServiceException answer, string name) => (answer.InnerException as HttpErrorResponseException)?.Response?.GetHeaderValue(name);

    /// <summary>The service's clock, if the refusal says it.</summary>
    public static DateTimeOffset? TimeOf(AmazonServiceException answer) => JsonAnswerUnmarshaller.TimeOf((answer.InnerException as HttpErrorResponseException)?.Response);

    public static TimeSpan? RetryAfterOf(AmazonServiceException answer) =>
        int.TryParse(HeaderOf(answer, "Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;

    public static bool IsAboutCredentials(Exception exception) =>
        exception.Message.Contains("credential", StringComparison.OrdinalIgnoreCase) || exception.Message.Contains("profile", StringComparison.OrdinalIgnoreCase);

    /// <summary>A text without control characters and halves of characters, and not without end.</summary>
    public static string OneLine(string text, int most = 1_024) => string.Concat(text.EnumerateRunes().Where(character => !Rune.IsControl(character)).Take(most)).Trim();

    /// <summary>The server's own words, on one line and not without end: a proxy may answer with a page. They hold no secret; the body, which holds what was signed, is not shown.</summary>
    public static string Of(Exception exception)
    {
        var words = OneLine(exception.Message.Split('\n', 2)[0], 400);
        return exception is AmazonServiceException answer
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode} {OneLine(answer.ErrorCode ?? "", 128)}{(words.Length == 0 ? "" : ": ")}{words}")
            : words;
    }
}
