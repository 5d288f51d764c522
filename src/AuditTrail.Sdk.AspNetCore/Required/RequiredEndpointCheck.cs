using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore;

/// <summary>Lets an application not start whose pipeline records nothing while it has endpoints that must not run unrecorded.</summary>
/// <remarks>A start-up filter, since it runs when the pipeline is complete and the server does not listen yet; a hosted service would run before the one or after the other.</remarks>
internal sealed class RequiredEndpointCheck(PipelineMark mark) : IStartupFilter
{
    private const int MaxNamed = 5;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        if (!mark.IsSet)
        {
            ThrowIfAnyIsRequired(app.ApplicationServices.GetService<EndpointDataSource>()?.Endpoints ?? []);
        }
    };

    /// <summary>Where not even this package's services are registered, nothing would guard the endpoint.</summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public static void ThrowIfNobodyGuards(EndpointBuilder endpoint)
    {
        if (endpoint.ApplicationServices.GetService<IServiceProviderIsService>() is { } known && !known.IsService(typeof(PipelineMark)))
        {
            throw new InvalidOperationException($"{endpoint.DisplayName} must not run unrecorded (required: true), and nothing records: call services.AddAuditTrail(…), and app.UseAuditTrail() first in the pipeline.");
        }
    }

    private static void ThrowIfAnyIsRequired(IReadOnlyList<Endpoint> endpoints)
    {
        var required = endpoints.Where(Requirement.Holds).Select(endpoint => endpoint.DisplayName).ToArray();
        if (required.Length > 0)
        {
            var named = string.Join(", ", required.Take(MaxNamed)) + (required.Length > MaxNamed ? $" and {required.Length - MaxNamed} more" : "");
            throw new InvalidOperationException($"These endpoints must not run unrecorded (required), and nothing records requests: {named}. Call app.UseAuditTrail() first in the pipeline.");
        }
    }
}
