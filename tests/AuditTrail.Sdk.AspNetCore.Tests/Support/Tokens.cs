using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Makes tokens with the framework's own library and a key of its own, and applications that believe them.</summary>
internal sealed class Tokens
{
    public const string Audience = "api://orders";
    public const string DefaultIssuer = "https://id.example.com";

    private readonly SigningCredentials _credentials = new(new RsaSecurityKey(RSA.Create(2048)) { KeyId = "test" }, SecurityAlgorithms.RsaSha256);

    public SecurityKey Key => _credentials.Key;

    public string Create(Dictionary<string, object> claims, string issuer = DefaultIssuer, string audience = Audience, DateTime? expires = null)
    {
        var end = expires ?? DateTime.UtcNow.AddHours(1);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = claims,
            NotBefore = end.AddHours(-2),
            IssuedAt = end.AddHours(-2),
            Expires = end,
            SigningCredentials = _credentials,
        });
    }

    /// <summary>An application with one endpoint, <c>/orders</c>, that answers whether the caller is known.</summary>
    public Task<WebApp> StartAsync(bool mapInboundClaims, string issuer = DefaultIssuer, Action<AuditHttpOptions>? configure = null, Action<JwtBearerOptions>? bearer = null) => WebApp.StartAsync(
        app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/orders", (HttpContext context) => context.User.Identity?.IsAuthenticated is true ? "known" : "unknown");
        },
        services =>
        {
            services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
            {
                o.MapInboundClaims = mapInboundClaims;
                o.TokenValidationParameters = new TokenValidationParameters { ValidIssuer = issuer, ValidAudience = Audience, IssuerSigningKey = Key };
                bearer?.Invoke(o);
            });
            services.AddAuthorization();
            services.AddAuditTrailHttp(o => configure?.Invoke(o));
        });

    public static async Task<Recorded> SendAsync(WebApp app, string token)
    {
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, "/orders");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        var response = await app.Client.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        return await app.Recorder.SingleAsync();
    }
}
