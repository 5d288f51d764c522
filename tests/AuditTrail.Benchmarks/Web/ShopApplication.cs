using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Benchmarks.Web;

/// <summary>A whole application on an <see cref="InProcessServer"/>: a signed-in user, routing, one endpoint that does nothing.</summary>
internal sealed class ShopApplication : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ShopApplication(WebApplication application, InProcessServer server)
    {
        _application = application;
        Server = server;
    }

    public InProcessServer Server { get; }

    /// <param name="services">Adds to the services.</param>
    /// <param name="first">What stands first in the pipeline.</param>
    /// <param name="endpoint">Adds metadata to the endpoint.</param>
    public static async Task<ShopApplication> StartAsync(
        Action<IServiceCollection>? services = null, Action<IApplicationBuilder>? first = null, Action<IEndpointConventionBuilder>? endpoint = null)
    {
        var server = new InProcessServer();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IServer>(server);
        services?.Invoke(builder.Services);
        var application = builder.Build();
        first?.Invoke(application);
        var user = User();
        application.Use(next => context =>
        {
            context.User = user;
            return next(context);
        });
        var refund = application.MapPost("/orders/{id}/refund", (RequestDelegate)Refund);
        endpoint?.Invoke(refund);
        await application.StartAsync();
        if (await server.PostAsync("/orders/17/refund") != StatusCodes.Status204NoContent)
        {
            throw new InvalidOperationException("The endpoint was not reached.");
        }

        return new ShopApplication(application, server);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static ClaimsPrincipal User() => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, "auth0|64f1c2d9e0b7a5", ClaimValueTypes.String, "https://login.example.com/"),
            new Claim(ClaimTypes.Name, "alice@example.com", ClaimValueTypes.String, "https://login.example.com/"),
            new Claim(ClaimTypes.Role, "support", ClaimValueTypes.String, "https://login.example.com/"),
        ],
        "Cookies"));

    private static Task Refund(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
