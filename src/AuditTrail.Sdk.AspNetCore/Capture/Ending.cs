namespace AuditTrail.AspNetCore;

/// <summary>How a request ended, as far as is known when it is recorded. Nothing in it is guessed.</summary>
/// <param name="Status">The status that is sent; null when none is, or when it is not decided yet.</param>
/// <param name="ErrorCode">Why it failed; null when it did not.</param>
/// <param name="Manner">What went wrong beside the status: <c>aborted</c>, or an exception's type name.</param>
/// <param name="IsLater">Whether the request has been recorded before, and this is what came after.</param>
internal readonly record struct Ending(int? Status, string? ErrorCode, string? Manner = null, bool IsLater = false)
{
    public const string Aborted = "aborted";

    public bool HasFailed => ErrorCode is not null;

    public static Ending Answered(int status, Exception? decidedBy) =>
        decidedBy is null ? new(status, ErrorCodes.Of(status)) : new(status, ErrorCodes.Of(decidedBy), ErrorCodes.Of(decidedBy));

    public static Ending Thrown(Exception exception) => new(Status: null, ErrorCodes.Of(exception), ErrorCodes.Of(exception));

    public static Ending CallerGone() => new(Status: null, ErrorCodes.RequestAborted, Aborted);
}
