using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace AuditTrail.AspNetCore;

/// <summary>Stands before the handler of an endpoint that must not run unrecorded, behind everything that may still refuse the request in the pipeline.</summary>
internal sealed class EndpointGuard
{
    // About as long as a journal pauses between two attempts to write; a guess, since nobody knows when a disk is back.
    private static readonly string RetryAfterSeconds = 5.ToString(CultureInfo.InvariantCulture);

    private readonly Endpoint _endpoint;
    private readonly RequestDelegate _run;
    private readonly ILogger _logger;

    private EndpointGuard(Endpoint endpoint, RequestDelegate run, ILogger logger)
    {
        _endpoint = endpoint;
        _run = run;
        _logger = logger;
    }

    /// <returns>The same endpoint with the guard before its handler; one that has no handler is returned as it is.</returns>
    public static Endpoint Before(Endpoint endpoint, ILogger logger)
    {
        if (endpoint.RequestDelegate is not { } run)
        {
            return endpoint;
        }

        var guard = new EndpointGuard(endpoint, run, logger);
        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(guard.RunAsync, route.RoutePattern, route.Order, route.Metadata, route.DisplayName)
            : new Endpoint(guard.RunAsync, endpoint.Metadata, endpoint.DisplayName);
    }

    private async Task RunAsync(HttpContext context)
    {
        if (context.Features.Get<AuditRequest>() is not { } request || !request.IsOf(context))
        {
            Log.IsUnwatched(_logger, _endpoint.DisplayName);
            Refuse(context);
            return;
        }

        if (await request.AttemptAsync(_endpoint))
        {
            await _run(context);
            return;
        }

        Refuse(context);
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
    }

    /// <exception cref="InvalidOperationException">The response has begun: all that is left is to break it off.</exception>
    private void Refuse(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            throw new InvalidOperationException($"{_endpoint.DisplayName} must not run unrecorded and did not run, but its response has begun before.");
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
    }
}
