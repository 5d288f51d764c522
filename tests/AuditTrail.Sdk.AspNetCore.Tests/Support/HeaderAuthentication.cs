using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Believes the header <c>X-User</c>, except the user <c>forged</c>, whose credentials do not hold.</summary>
internal sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Header";

    public static void Add(IServiceCollection services) => Add(services, SchemeName);

    public static void Add(IServiceCollection services, string? defaultScheme)
    {
        var authentication = defaultScheme is null ? services.AddAuthentication(o => o.DefaultScheme = "None") : services.AddAuthentication(defaultScheme);
        authentication.AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(SchemeName, null);
        authentication.AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("None", null);
        services.AddAuthorization(o =>
        {
            o.AddPolicy("Admin", p => p.RequireClaim("role", "admin"));
            o.AddPolicy("ByHeader", p => p.AddAuthenticationSchemes(SchemeName).RequireAuthenticatedUser());
        });
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var user = Request.Headers["X-User"].ToString();
        if (Scheme.Name == "None" || user.Length == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (user == "forged")
        {
            return Task.FromResult(AuthenticateResult.Fail("the signature of forged does not hold"));
        }

        var identity = new ClaimsIdentity(
            [
                new Claim("sub", user + "-id", ClaimValueTypes.String, "https://issuer.example.com"),
                new Claim(ClaimTypes.Name, user),
                new Claim("sid", "session-of-" + user),
            ],
            Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }
}
