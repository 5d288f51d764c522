using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>What only asks whether the application lives.</summary>
/// <remarks>
/// A caller chooses its user agent, its path and its method. So an endpoint is left out for what it does, never for who seems to ask; and where the
/// user agent counts, nothing was there that could have been done.
/// </remarks>
internal static class HealthChecks
{
    // ELB; Google Cloud load balancing; kubelet; Azure Front Door; Route 53.
    private static readonly string[] Probes = ["ELB-HealthChecker/", "GoogleHC/", "kube-probe/", "Edge Health Probe", "Amazon-Route53-Health-Check-Service"];

    /// <summary>Whether <c>MapHealthChecks</c> made the endpoint. One that asks for authorization can be used to try credentials, so it is none.</summary>
    public static bool IsEndpoint(Endpoint endpoint, bool asksEverywhere) =>
        endpoint.RequestDelegate?.Target is HealthCheckMiddleware
        && ((!asksEverywhere && endpoint.Metadata.GetMetadata<IAuthorizeData>() is null) || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null);

    /// <summary>Whether it is a load balancer's question at <c>/</c>, where they ask unless told otherwise, and nothing was there.</summary>
    public static bool IsProbeOfNothing(AuditRequest request, in Ending ending) =>
        ending is { Status: StatusCodes.Status404NotFound, Manner: null }
        && request.Path is "/"
        && string.IsNullOrEmpty(request.Query)
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Context.Request.Headers.UserAgent is [{ } userAgent]
        && Array.Exists(Probes, probe => userAgent.StartsWith(probe, StringComparison.Ordinal));
}
