using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore;

/// <summary>Records what ASP.NET Core Identity refuses: wrong passwords and codes, locked and unconfirmed users. Use it with <c>AddSignInManager&lt;RecordedSignIns&lt;TUser&gt;&gt;()</c>.</summary>
/// <remarks>
/// What succeeds is recorded without it. It changes no result. A sign-in manager of your own calls
/// <see cref="AuditHttpContextExtensions.RecordFailedSignInAsync"/> instead. As thread-safe as its base: for one request.
/// </remarks>
/// <typeparam name="TUser">The application's user.</typeparam>
public sealed class RecordedSignIns<TUser> : SignInManager<TUser>
    where TUser : class
{
    private readonly IHttpContextAccessor _context;

    // Calls of one public method run through others; the outermost knows the most and records.
    private int _depth;

    /// <summary>As the base class is made.</summary>
    public RecordedSignIns(
        UserManager<TUser> userManager,
        IHttpContextAccessor contextAccessor,
        IUserClaimsPrincipalFactory<TUser> claimsFactory,
        IOptions<IdentityOptions> optionsAccessor,
        ILogger<SignInManager<TUser>> logger,
        IAuthenticationSchemeProvider schemes,
        IUserConfirmation<TUser> confirmation)
        : base(userManager, contextAccessor, claimsFactory, optionsAccessor, logger, schemes, confirmation) => _context = contextAccessor;

    /// <inheritdoc />
    public override Task<SignInResult> PasswordSignInAsync(string userName, string password, bool isPersistent, bool lockoutOnFailure) =>
        ObserveAsync(() => base.PasswordSignInAsync(userName, password, isPersistent, lockoutOnFailure), () => Task.FromResult<string?>(userName));

    /// <inheritdoc />
    public override Task<SignInResult> PasswordSignInAsync(TUser user, string password, bool isPersistent, bool lockoutOnFailure) =>
        ObserveAsync(() => base.PasswordSignInAsync(user, password, isPersistent, lockoutOnFailure), () => UserManager.GetUserNameAsync(user));

    /// <inheritdoc />
    public override Task<SignInResult> CheckPasswordSignInAsync(TUser user, string password, bool lockoutOnFailure) =>
        ObserveAsync(() => base.CheckPasswordSignInAsync(user, password, lockoutOnFailure), () => UserManager.GetUserNameAsync(user));

    /// <inheritdoc />
    public override Task<SignInResult> TwoFactorAuthenticatorSignInAsync(string code, bool isPersistent, bool rememberClient) =>
        ObserveAsync(() => base.TwoFactorAuthenticatorSignInAsync(code, isPersistent, rememberClient), NameOfFirstFactorAsync);

    /// <inheritdoc />
    public override Task<SignInResult> TwoFactorSignInAsync(string provider, string code, bool isPersistent, bool rememberClient) =>
        ObserveAsync(() => base.TwoFactorSignInAsync(provider, code, isPersistent, rememberClient), NameOfFirstFactorAsync);

    /// <inheritdoc />
    public override Task<SignInResult> TwoFactorRecoveryCodeSignInAsync(string recoveryCode) =>
        ObserveAsync(() => base.TwoFactorRecoveryCodeSignInAsync(recoveryCode), NameOfFirstFactorAsync);

    /// <inheritdoc />
    public override Task<SignInResult> ExternalLoginSignInAsync(string loginProvider, string providerKey, bool isPersistent, bool bypassTwoFactor) =>
        ObserveAsync(() => base.ExternalLoginSignInAsync(loginProvider, providerKey, isPersistent, bypassTwoFactor), NobodyAsync);

    /// <inheritdoc />
    public override Task<SignInResult> PasskeySignInAsync(string credentialJson) =>
        ObserveAsync(() => base.PasskeySignInAsync(credentialJson), NobodyAsync);

    private static Task<string?> NobodyAsync() => Task.FromResult<string?>(null);

    private async Task<string?> NameOfFirstFactorAsync() => await GetTwoFactorAuthenticationUserAsync() is { } user ? await UserManager.GetUserNameAsync(user) : null;

    private async Task<SignInResult> ObserveAsync(Func<Task<SignInResult>> signIn, Func<Task<string?>> claimedName)
    {
        SignInResult result;
        _depth++;
        try
        {
            result = await signIn();
        }
        finally
        {
            _depth--;
        }

        if (_depth == 0 && !result.Succeeded && !result.RequiresTwoFactor)
        {
            await RecordAsync(result, claimedName);
        }

        return result;
    }

    private async Task RecordAsync(SignInResult result, Func<Task<string?>> claimedName)
    {
        string? name = null;
        try
        {
            name = await claimedName();
        }
        catch (Exception)
        {
            // The user store may be the reason why it failed; that it did is recorded all the same.
        }

        // Passwords are checked outside of requests too.
        if (_context.HttpContext is not { } context)
        {
            return;
        }

        await context.RecordFailedSignInAsync(AuthenticationScheme, name, result.IsLockedOut ? "LockedOut" : result.IsNotAllowed ? "NotAllowed" : "SignInFailed");
    }
}
