using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

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

    public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => inner.ChallengeAsync(context, scheme, properties);

    public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => inner.ForbidAsync(context, scheme, properties);

    public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) =>
        inner.SignInAsync(context, scheme, principal, properties);

    public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => inner.SignOutAsync(context, scheme, properties);

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
        if (request.FailedAuthentication is null)
        {
            request.FailedAuthentication = FailedAuthentication.Of(scheme ?? await DefaultSchemeAsync(request.Context), failure);
        }
    }

    private static async Task<string?> DefaultSchemeAsync(HttpContext context) =>
        context.RequestServices.GetService<IAuthenticationSchemeProvider>() is { } schemes ? (await schemes.GetDefaultAuthenticateSchemeAsync())?.Name : null;
}
