using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore;

/// <summary>Makes mistakes in what is to be recorded of a handler known when the application starts, not at its first request.</summary>
internal sealed class ArgumentCheck : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        // To look at the endpoints is to make them, with all that is said about them.
        foreach (var endpoint in app.ApplicationServices.GetService<EndpointDataSource>()?.Endpoints ?? [])
        {
            ThrowIfNotCaptured(endpoint);
        }
    };

    private static void ThrowIfNotCaptured(Endpoint endpoint)
    {
        if (!endpoint.Metadata.Any(item => item is ActionDescriptor or RouteHandlerCapture.Mark) && RouteHandlerCapture.IsFor(endpoint.Metadata))
        {
            throw new InvalidOperationException($"{endpoint.DisplayName} has a parameter with [AuditParameter], which is recorded only where .Audit(…) stands on the endpoint or its group.");
        }
    }
}
