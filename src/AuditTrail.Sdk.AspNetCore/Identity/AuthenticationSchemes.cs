using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.Data;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore;

/// <summary>What schemes are called and what they are for.</summary>
internal static class AuthenticationSchemes
{
    public static async Task<string?> NameAsync(HttpContext context, string? given, Func<IAuthenticationSchemeProvider, Task<AuthenticationScheme?>> byDefault) =>
        given ?? (context.RequestServices.GetService<IAuthenticationSchemeProvider>() is { } schemes ? (await byDefault(schemes))?.Name : null);

    /// <summary>ASP.NET Core Identity keeps what it knows between the steps of a sign-in in cookies of their own.</summary>
    public static bool IsStep(string? scheme) =>
        scheme is not null
        && (string.Equals(scheme, IdentityConstants.ExternalScheme, StringComparison.Ordinal)
            || string.Equals(scheme, IdentityConstants.TwoFactorUserIdScheme, StringComparison.Ordinal)
            || string.Equals(scheme, IdentityConstants.TwoFactorRememberMeScheme, StringComparison.Ordinal));

    /// <summary>Whether the endpoint is <c>/refresh</c> of <c>MapIdentityApi</c>, wherever it is mapped: what it takes is the framework's own type.</summary>
    public static bool IsTokenRefresh(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType == typeof(RefreshRequest);
}
