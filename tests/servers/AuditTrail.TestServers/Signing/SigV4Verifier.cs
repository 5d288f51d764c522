using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.TestServers.Signing;

/// <summary>Verifies AWS Signature Version 4, written from the published algorithm and from nothing that signs. Thread-safe.</summary>
/// <remarks>Refuses as AWS does, in AWS's words. Where AWS is lenient, it is strict: the content type has to be signed, an <c>x-amz-content-sha256</c> has to be the body's.</remarks>
/// <param name="service">The signing name: <c>logs</c>, <c>cloudtrail-data</c>.</param>
/// <param name="region">The server's region.</param>
/// <param name="credentials">Who is known here.</param>
/// <param name="time">The server's own clock.</param>
/// <param name="status">The HTTP status of a refusal: 403 where the protocol is rest-json, 400 where it is JSON 1.1.</param>
public sealed class SigV4Verifier(string service, string region, IEnumerable<SigningCredentials> credentials, TimeProvider time, int status = 403)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string DateForm = "yyyyMMdd'T'HHmmss'Z'";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, SigningCredentials> _credentials = credentials.ToDictionary(one => one.AccessKeyId, StringComparer.Ordinal);

    /// <summary>Null when the request is signed by somebody who is known, now, for this service and region.</summary>
    public Refusal? Verify(ReceivedRequest request)
    {
        if (request.Header("authorization") is not { } authorization)
        {
            return new(status, status == 403 ? "MissingAuthenticationToken" : "MissingAuthenticationTokenException", "Missing Authentication Token");
        }

        if (!authorization.StartsWith(Algorithm + " ", StringComparison.Ordinal) || Parts(authorization[(Algorithm.Length + 1)..]) is not { } parts)
        {
            return new(status, "IncompleteSignatureException", $"Authorization header requires '{Algorithm}' with 'Credential', 'SignedHeaders' and 'Signature'.");
        }

        if (request.Header("x-amz-date") is not { } date || !DateTime.TryParseExact(date, DateForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var signedAt))
        {
            return new(status, "IncompleteSignatureException", "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        }

        var scope = parts.Credential.Split('/');
        return scope.Length != 5
            ? new(status, "IncompleteSignatureException", $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{parts.Credential}'")
            : Unknown(scope[0], request) ?? WrongScope(scope, date) ?? WrongTime(date, signedAt) ?? Unsigned(request, parts.Headers) ?? WrongSignature(request, scope, date, parts);
    }

    private static (string Credential, string[] Headers, string Signature)? Parts(string text)
    {
        var parts = text.Split(',').Select(part => part.Trim().Split('=', 2)).Where(part => part.Length == 2).ToLookup(part => part[0], part => part[1], StringComparer.Ordinal);
        string? Only(string name) => parts[name].Count() == 1 ? parts[name].First() : null;
        return parts.Count == 3 && Only("Credential") is { } credential && Only("SignedHeaders") is { } headers && Only("Signature") is { } signature
            ? (credential, headers.Split(';'), signature)
            : null;
    }

    private Refusal? Unknown(string accessKeyId, ReceivedRequest request) =>
        _credentials.TryGetValue(accessKeyId, out var known) && request.Header("x-amz-security-token") == known.SessionToken
            ? null
            : new(status, "UnrecognizedClientException", "The security token included in the request is invalid.");

    private Refusal? WrongScope(string[] scope, string date) => scope switch
    {
        _ when scope[1] != date[..8] => Invalid($"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scope[1]}' != '{date[..8]}', from '{date}'."),
        _ when scope[2] != region => Invalid($"Credential should be scoped to a valid region, not '{scope[2]}'. "),
        _ when scope[3] != service => Invalid($"Credential should be scoped to correct service: '{service}'. "),
        _ when scope[4] != "aws4_request" => Invalid($"Credential should be scoped with a valid terminator: 'aws4_request', not '{scope[4]}'. "),
        _ => null,
    };

    private Refusal? WrongTime(string date, DateTime signedAt)
    {
        var now = time.GetUtcNow().UtcDateTime;
        string Text(DateTime moment) => moment.ToString(DateForm, CultureInfo.InvariantCulture);
        return signedAt < now - Tolerance
            ? Invalid($"Signature expired: {date} is now earlier than {Text(now - Tolerance)} ({Text(now)} - 5 min.)")
            : signedAt > now + Tolerance
                ? Invalid($"Signature not yet current: {date} is still later than {Text(now + Tolerance)} ({Text(now)} + 5 min.)")
                : null;
    }

    private Refusal? Unsigned(ReceivedRequest request, string[] signed)
    {
        if (!signed.SequenceEqual(signed.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            return Invalid("SignedHeaders must be sorted, each name once.");
        }

        var needed = request.Headers.Keys.Where(name => name is "host" or "content-type" || name.StartsWith("x-amz-", StringComparison.Ordinal)).Append("host").Append("x-amz-date");
        var missing = needed.Except(signed, StringComparer.Ordinal).Concat(signed.Where(name => !request.Headers.ContainsKey(name))).ToList();
        if (missing.Count > 0)
        {
            return Invalid($"'{missing[0]}' must be a 'SignedHeader' in the AWS Authorization, and be there.");
        }

        return request.Header("x-amz-content-sha256") is { } hash && hash != CanonicalRequest.HexOfHash(request.Body.Span)
            ? Invalid("The value of 'x-amz-content-sha256' is not the body's.")
            : null;
    }

    private Refusal? WrongSignature(ReceivedRequest request, string[] scope, string date, (string Credential, string[] Headers, string Signature) parts)
    {
        var text = $"{Algorithm}\n{date}\n{string.Join('/', scope[1..])}\n{CanonicalRequest.HashOf(request, parts.Headers)}";
        var key = Encoding.UTF8.GetBytes("AWS4" + _credentials[scope[0]].SecretAccessKey);
        foreach (var part in scope[1..])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(parts.Signature))
            ? null
            : Invalid("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
    }

    private Refusal Invalid(string message) => new(status, "InvalidSignatureException", message);
}
