using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore;

/// <summary>Sees sign-ins at a provider (OpenID Connect, OAuth, …) that come back as failures.</summary>
/// <remarks>For options of every type, since this package does not know the providers' own; without a constraint, since the container would throw and catch for each that does not fit.</remarks>
internal sealed class RemoteSignIn<TOptions> : IPostConfigureOptions<TOptions>
    where TOptions : class
{
    public void PostConfigure(string? name, TOptions options)
    {
        if (options is not RemoteAuthenticationOptions { Events: { } events })
        {
            return;
        }

        var (failing, denied) = (events.OnRemoteFailure, events.OnAccessDenied);
        events.OnRemoteFailure = async context =>
        {
            // Before the application's own: it may end the response.
            await RecordAsync(context.HttpContext, context.Scheme.Name, context.Failure is null ? "RemoteFailure" : FailedAuthentication.ReasonOf(context.Failure));
            await failing(context);
        };
        events.OnAccessDenied = async context =>
        {
            await RecordAsync(context.HttpContext, context.Scheme.Name, AuthenticationAct.AccessDenied);
            await denied(context);
        };
    }

    private static async Task RecordAsync(HttpContext context, string scheme, string reason)
    {
        // A denial that nobody handles comes a second time, as a failure.
        if (context.Features.Get<AuditRequest>() is { Acts.SignIns: 0 } request)
        {
            request.Acts.SignIns++;
            await request.RecordActAsync(AuthenticationAct.FailedSignIn(scheme, reason));
        }
    }
}
