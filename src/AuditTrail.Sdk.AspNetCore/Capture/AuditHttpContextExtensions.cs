using AuditTrail.AspNetCore;

namespace Microsoft.AspNetCore.Http;

/// <summary>The current request's event.</summary>
public static class AuditHttpContextExtensions
{
    /// <summary>The event that this request becomes, to add resources and parameters to.</summary>
    /// <param name="context">The request's context.</param>
    /// <returns>Null where the request is not recorded: it is skipped, or <c>app.UseAuditTrail()</c> is not in the pipeline.</returns>
    public static HttpAuditEvent? GetAuditEvent(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<AuditRequest>() is { Plan.IsSkipped: false } request ? request.Event : null;
    }

    /// <summary>Records that somebody tried to sign in and was refused, as an event <c>SignIn</c> of its own; for the sign-in actions of an application that checks passwords itself.</summary>
    /// <remarks>Does nothing where the request is not recorded, and never throws for a failure of recording. Of the name only a keyed hash is recorded: people type their password there.</remarks>
    /// <param name="context">The request's context.</param>
    /// <param name="scheme">The scheme that it was for, such as <c>Cookies</c>; null for none.</param>
    /// <param name="claimedName">The name or address that was given; null for none.</param>
    /// <param name="reason">The <c>errorCode</c>, a fixed word such as <c>LockedOut</c>; never text of the caller's.</param>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public static Task RecordFailedSignInAsync(this HttpContext context, string? scheme, string? claimedName, string reason)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return context.Features.Get<AuditRequest>() is { } request ? request.RecordActAsync(AuthenticationAct.FailedSignIn(scheme, reason, claimedName)) : Task.CompletedTask;
    }
}
