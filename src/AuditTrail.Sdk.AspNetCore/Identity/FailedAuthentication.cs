namespace AuditTrail.AspNetCore;

/// <summary>Credentials that were given and did not hold.</summary>
/// <param name="Scheme">The scheme that refused them; null where nobody could tell.</param>
/// <param name="Reason">The failure's type, never its message, which may quote the credentials.</param>
internal sealed record FailedAuthentication(string? Scheme, string Reason)
{
    private const int MaxReasonLength = 128;

    public static FailedAuthentication Of(string? scheme, Exception failure) => new(scheme, ReasonOf(failure));

    /// <summary>Of several failures, as a handler with several validators reports them, the first.</summary>
    public static string ReasonOf(Exception failure)
    {
        // Bounded, since nothing keeps an exception from containing itself many levels deep.
        for (var depth = 0; depth < 8 && failure is AggregateException { InnerExceptions: [{ } first, ..] }; depth++)
        {
            failure = first;
        }

        return BoundedText.Cut(ErrorCodes.Of(failure), MaxReasonLength);
    }
}
