using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>How a request ended, as far as is known when it is recorded. Nothing in it is guessed.</summary>
/// <param name="Status">The status that is sent; null when none is, or when it is not decided yet.</param>
/// <param name="ErrorCode">Why it failed; null when it did not.</param>
/// <param name="Manner">What went wrong beside the status: <c>aborted</c>, or an exception's type name.</param>
/// <param name="IsLater">Whether the request has been recorded before, and this is what came after.</param>
/// <param name="IsAttempt">Whether it has not ended at all: a handler that must not run unrecorded is about to run.</param>
/// <param name="IsArrival">Whether it has not ended at all: it has been coming in for long, and still is.</param>
/// <param name="GrpcStatus">The status of a gRPC call; null for other requests, and when the call has none.</param>
/// <param name="IsAct">Whether it is no ending either: authentication did something on the way.</param>
internal readonly record struct Ending(int? Status, string? ErrorCode, string? Manner = null, bool IsLater = false, bool IsAttempt = false, bool IsArrival = false, int? GrpcStatus = null, bool IsAct = false)
{
    public const string Aborted = "aborted";

    public bool HasFailed => ErrorCode is not null;

    /// <summary>Which of the request's events this is; null where it is the only one.</summary>
    public string? PhaseOf(AuditRequest request) => this switch
    {
        { IsAttempt: true } => "attempt",
        { IsArrival: true } => "start",
        { IsLater: true } => "end",
        { IsAct: true } => null,
        _ => request is { Attempt: Attempt.None, IsArrivalRecorded: false } ? null : "outcome",
    };

    public static Ending Answered(int status, Exception? decidedBy) =>
        decidedBy is null ? new(status, ErrorCodes.Of(status)) : new(status, ErrorCodes.Of(decidedBy), ErrorCodes.Of(decidedBy));

    /// <summary>The answer to a gRPC call, which says 200 whatever became of it; <paramref name="isOver"/> when no status can come any more.</summary>
    public static Ending AnsweredGrpc(int? grpcStatus, bool isOver) => grpcStatus is { } status
        ? new(StatusCodes.Status200OK, GrpcCodes.ErrorOf(status), GrpcStatus: status)
        : new(StatusCodes.Status200OK, isOver ? GrpcCodes.Missing : null);

    public static Ending Thrown(Exception exception) => new(Status: null, ErrorCodes.Of(exception), ErrorCodes.Of(exception));

    public static Ending NotYet() => new(Status: null, ErrorCode: null, IsAttempt: true);

    public static Ending StillComing() => new(Status: null, ErrorCode: null, IsArrival: true);

    public static Ending OfAct(string? errorCode) => new(Status: null, errorCode, IsAct: true);

    public static Ending CallerGone() => new(Status: null, ErrorCodes.RequestAborted, Aborted);
}
