using Microsoft.Extensions.Logging;

namespace AuditTrail.AspNetCore;

internal static partial class Log
{
    /// <summary>The category of everything that this package says.</summary>
    public const string Category = "AuditTrail.AspNetCore";

    [LoggerMessage(2001, LogLevel.Error, "A request was not recorded ({EventName}, sharedEventID {SharedId}); it was answered all the same.")]
    public static partial void RequestNotRecorded(ILogger logger, Exception exception, string eventName, Guid sharedId);

    [LoggerMessage(2040, LogLevel.Error, "What happened on a SignalR connection was not recorded ({EventName}, sharedEventID {SharedId}); it went on all the same.")]
    public static partial void InvocationNotRecorded(ILogger logger, Exception exception, string eventName, Guid sharedId);

    [LoggerMessage(2005, LogLevel.Warning, "Something was added to the event of a request that has ended ({EventName}, sharedEventID {SharedId}); it is not recorded. Work that goes on after its request records events of its own, with IAuditRecorder.")]
    public static partial void AddedTooLate(ILogger logger, string eventName, Guid sharedId);

    [LoggerMessage(2002, LogLevel.Warning, "app.UseAuditTrail() stands after {Middleware}: requests that it refuses (401, 403) are not recorded. Call app.UseAuditTrail() first, then app.UseAuthentication() and app.UseAuthorization(); where these two are not called, a WebApplication puts them before everything else.")]
    public static partial void StandsAfter(ILogger logger, string middleware);

    [LoggerMessage(2003, LogLevel.Warning, "Forwarded headers are believed from everyone (ForwardedHeadersOptions has neither KnownProxies nor KnownIPNetworks): any caller can choose the sourceIPAddress that is recorded. Name the proxies, or make sure that nobody else can reach this application.")]
    public static partial void TrustsEveryone(ILogger logger);

    [LoggerMessage(2004, LogLevel.Warning, "Forwarded headers are followed without a limit (ForwardedHeadersOptions.ForwardLimit is null): a caller behind a trusted proxy can prepend addresses, and one of them may be recorded as sourceIPAddress. Set it to the number of proxies.")]
    public static partial void HasNoForwardLimit(ILogger logger);

    [LoggerMessage(2010, LogLevel.Error, "{Endpoint} must not run unrecorded, and app.UseAuditTrail() is not in the part of the pipeline that serves it: it did not run, the request got 503. Call app.UseAuditTrail() first, outside of branches; an endpoint with ShortCircuit() needs app.UseRouting() after it.")]
    public static partial void IsUnwatched(ILogger logger, string? endpoint);

    [LoggerMessage(2011, LogLevel.Error, "A request must not run unrecorded, and its attempt could not be recorded ({EventName}, sharedEventID {SharedId}): its handler did not run, it got 503. Reason: {Reason}")]
    public static partial void AttemptNotRecorded(ILogger logger, Exception? exception, string eventName, Guid sharedId, string reason);

    [LoggerMessage(2020, LogLevel.Error, "What authentication did was not recorded ({EventName}, sharedEventID {SharedId}); it was done all the same.")]
    public static partial void ActNotRecorded(ILogger logger, Exception exception, string eventName, Guid sharedId);
}
