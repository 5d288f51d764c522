using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AuditTrail.AspNetCore;

/// <summary>Recognises gRPC, and reads how a call ended, without any gRPC library.</summary>
internal static class GrpcContent
{
    private const string Prefix = "application/grpc";
    private const string StatusName = "grpc-status";

    /// <summary><c>application/grpc</c>, <c>application/grpc+proto</c>, and the same of gRPC-Web; parameters may follow.</summary>
    public static bool Is(string? contentType)
    {
        if (contentType is null || !contentType.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = contentType.AsSpan(Prefix.Length);
        return rest.IsEmpty || rest[0] is '+' or ';' or ' ' || rest.StartsWith("-web", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the application answers in gRPC too: a refusal by middleware (401, 404) is an ordinary answer.</summary>
    public static bool IsAnswer(AuditRequest request)
    {
        var response = request.Context.Response;
        return request.IsGrpc && response.StatusCode == StatusCodes.Status200OK && (Is(response.ContentType) || response.Headers.ContainsKey(StatusName));
    }

    /// <summary>Where the trailers will stand. gRPC-Web middleware has its own, which it takes away before the pipeline is done.</summary>
    public static IHeaderDictionary? TrailersOf(HttpContext context) => context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;

    /// <returns>The call's status, from the trailers or, where there is no message, from the headers; null while there is none.</returns>
    public static int? StatusOf(AuditRequest request)
    {
        var trailers = request.GrpcTrailers ?? TrailersOf(request.Context);
        var text = trailers is not null && trailers.TryGetValue(StatusName, out var last) ? last : request.Context.Response.Headers[StatusName];
        if (text.Count == 0)
        {
            return null;
        }

        // What is no number is Unknown to every client.
        return int.TryParse(text[0], NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : GrpcCodes.Unknown;
    }
}
