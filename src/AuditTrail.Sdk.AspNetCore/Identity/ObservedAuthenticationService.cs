using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>The application's authentication service, watched: every scheme is asked through it, whoever asks.</summary>
/// <remarks>It changes no result and swallows no exception. Where the request is not recorded it only passes on.</remarks>
internal sealed class ObservedAuthenticationService(IAuthenticationService inner) : IAuthenticationService
{
    public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme)
    {
        var asked = inner.AuthenticateAsync(context, scheme);
        // Almost always answered at once, and well: not async, so that it costs nothing.
        return asked is { IsCompletedSuccessfully: true, Result.Failure: null } || context.Features.Get<AuditRequest>() is not { } request
            ? asked
            : ObserveAsync(asked, request, scheme);
    }

    public async Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
    {
        await inner.ChallengeAsync(context, scheme, properties);
        if (AuthenticationSchemes.IsTokenRefresh(context) && context.Features.Get<AuditRequest>() is { Acts.IsRefreshRefused: false } request)
        {
            request.Acts.IsRefreshRefused = true;
            // How the framework's own endpoint refuses a refresh token.
            await request.RecordActAsync(new(AuthenticationAct.RefreshToken, scheme) { ErrorCode = "RefreshRefused" });
        }
    }

    public async Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
    {
        await inner.ForbidAsync(context, scheme, properties);
        if (context.Features.Get<AuditRequest>() is { Acts.IsDenied: false } request)
        {
            request.Acts.IsDenied = true;
            var name = await AuthenticationSchemes.NameAsync(context, scheme, static s => s.GetDefaultForbidSchemeAsync());
            await request.RecordActAsync(new(AuthenticationAct.AccessDenied, name) { ErrorCode = AuthenticationAct.AccessDenied });
        }
    }

    public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) =>
        context.Features.Get<AuditRequest>() is { } request
            ? ObserveSignInAsync(request, scheme, principal, properties)
            : inner.SignInAsync(context, scheme, principal, properties);

    public async Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
    {
        await inner.SignOutAsync(context, scheme, properties);
        // One act, however many cookies it takes; a step's is only cleared away.
        if (!AuthenticationSchemes.IsStep(scheme) && context.Features.Get<AuditRequest>() is { Acts.IsSignedOut: false } request)
        {
            request.Acts.IsSignedOut = true;
            await request.RecordActAsync(new(AuthenticationAct.SignOut, await AuthenticationSchemes.NameAsync(context, scheme, static s => s.GetDefaultSignOutSchemeAsync())));
        }
    }

    private async Task ObserveSignInAsync(AuditRequest request, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties)
    {
        var acts = request.Acts;
        var before = acts.SignIns;
        var name = await AuthenticationSchemes.NameAsync(request.Context, scheme, static s => s.GetDefaultSignInSchemeAsync());
        var act = new AuthenticationAct(NameOf(request, name), name) { Principal = principal, IsPersistent = properties?.IsPersistent ?? false };
        acts.SigningIn = act;
        try
        {
            await inner.SignInAsync(request.Context, scheme, principal, properties);
        }
        catch (Exception exception)
        {
            act = AuthenticationAct.FailedSignIn(name, FailedAuthentication.ReasonOf(exception));
            throw;
        }
        finally
        {
            acts.SigningIn = null;
            if (acts.SignIns == before)
            {
                acts.SignIns++;
                await request.RecordActAsync(act);
            }
        }
    }

    private static string NameOf(AuditRequest request, string? scheme) =>
        AuthenticationSchemes.IsStep(scheme) ? AuthenticationAct.SignInStep
        : AuthenticationSchemes.IsTokenRefresh(request.Context) ? AuthenticationAct.RefreshToken
        : AuthenticationAct.SignIn;

    private static async Task<AuthenticateResult> ObserveAsync(Task<AuthenticateResult> asked, AuditRequest request, string? scheme)
    {
        try
        {
            var result = await asked;
            if (result?.Failure is { } failure)
            {
                await NoteAsync(request, scheme, failure);
            }

            return result!;
        }
        catch (Exception exception) when (!request.Aborted.IsCancellationRequested)
        {
            // Credentials that the handler could not even judge did not hold.
            await NoteAsync(request, scheme, exception);
            throw;
        }
    }

    /// <summary>The first one holds: a scheme that forwards to another fails after it, and because of it.</summary>
    private static async Task NoteAsync(AuditRequest request, string? scheme, Exception failure)
    {
        if (request.Acts.Failed is null)
        {
            var name = await AuthenticationSchemes.NameAsync(request.Context, scheme, static s => s.GetDefaultAuthenticateSchemeAsync());
            request.Acts.Failed = FailedAuthentication.Of(name, failure);
        }
    }
}
