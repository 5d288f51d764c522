using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace AuditTrail.AspNetCore;

/// <summary>Which endpoints are methods of a gRPC service.</summary>
/// <remarks>Told by the endpoint and never by a request, or its caller would choose the event's name.</remarks>
internal static class GrpcMethod
{
    // What the gRPC server of ASP.NET Core puts on its endpoints. Known by its name: this package needs no gRPC.
    private const string Mark = "Grpc.AspNetCore.Server.GrpcMethodMetadata";

    /// <returns><c>package.Service/Method</c>; null for any other endpoint.</returns>
    public static string? NameOf(Endpoint endpoint, RoutePattern pattern) =>
        IsMarked(endpoint.Metadata) || HasItsShape(endpoint.Metadata, pattern) ? pattern.RawText?.Trim('/') : null;

    private static bool IsMarked(EndpointMetadataCollection metadata)
    {
        foreach (var item in metadata)
        {
            if (string.Equals(item.GetType().FullName, Mark, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Served by POST only, and two fixed segments, of which the first has a package in front.</summary>
    private static bool HasItsShape(EndpointMetadataCollection metadata, RoutePattern pattern) =>
        metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods: [var method] } && HttpMethods.IsPost(method)
        && pattern.PathSegments is [{ Parts: [RoutePatternLiteralPart service] }, { Parts: [RoutePatternLiteralPart] }]
        && service.Content.Contains('.', StringComparison.Ordinal);
}
