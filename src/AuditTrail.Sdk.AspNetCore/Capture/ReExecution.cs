using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AuditTrail.AspNetCore;

/// <summary>What the error pages of the framework leave behind while they execute the pipeline again.</summary>
internal static class ReExecution
{
    public static bool IsOn(HttpContext context) => TryRead(context, out _, out _);

    /// <summary>The endpoint and route values that were asked for, when an error page outside is being executed.</summary>
    public static bool TryRead(HttpContext context, out Endpoint? endpoint, out RouteValueDictionary? routeValues)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is { } status)
        {
            (endpoint, routeValues) = (status.Endpoint, status.RouteValues);
            return true;
        }

        if (context.Features.Get<IExceptionHandlerFeature>() is { } failure)
        {
            (endpoint, routeValues) = (failure.Endpoint, failure.RouteValues);
            return true;
        }

        (endpoint, routeValues) = (null, null);
        return false;
    }
}
