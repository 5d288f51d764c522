using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>An application's own events class, watched: it may override what delegates on it would never see.</summary>
internal sealed class ObservedCookieEvents(Func<HttpContext, CookieAuthenticationEvents> own) : CookieAuthenticationEvents
{
    public override async Task CheckSlidingExpiration(CookieSlidingExpirationContext context)
    {
        await own(context.HttpContext).CheckSlidingExpiration(context);
        CookieRenewal.Note(context.HttpContext, context.Scheme.Name, context.ShouldRenew);
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        await own(context.HttpContext).ValidatePrincipal(context);
        CookieRenewal.Note(context.HttpContext, context.Scheme.Name, context.ShouldRenew && context.Principal is not null);
    }

    public override Task SigningIn(CookieSigningInContext context) => own(context.HttpContext).SigningIn(context);

    public override Task SignedIn(CookieSignedInContext context) => own(context.HttpContext).SignedIn(context);

    public override Task SigningOut(CookieSigningOutContext context) => own(context.HttpContext).SigningOut(context);

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) => own(context.HttpContext).RedirectToLogin(context);

    public override Task RedirectToLogout(RedirectContext<CookieAuthenticationOptions> context) => own(context.HttpContext).RedirectToLogout(context);

    public override Task RedirectToReturnUrl(RedirectContext<CookieAuthenticationOptions> context) => own(context.HttpContext).RedirectToReturnUrl(context);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) => own(context.HttpContext).RedirectToAccessDenied(context);
}
