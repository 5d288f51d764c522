using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AuditTrail.AspNetCore;

/// <summary>Sees every request in and out, and leaves it as it is.</summary>
internal sealed class AuditMiddleware
{
    private readonly RequestDelegate _next;
    private readonly RequestRecording _recording;
    private readonly OrderWarning _order;

    public AuditMiddleware(RequestDelegate next, RequestRecording recording, OrderWarning order)
    {
        _next = next;
        _recording = recording;
        _order = order;
    }

    /// <summary>Not async: a request that is not recorded costs nothing.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        // An error page outside executes the pipeline again: the request is already being recorded.
        if (context.Features.Get<AuditRequest>() is { } known && known.IsOf(context))
        {
            return _next(context);
        }

        var endpoint = context.GetEndpoint();
        var routeValues = endpoint is null ? null : context.Features.Get<IRouteValuesFeature>()?.RouteValues;
        if (ReExecution.TryRead(context, out var originalEndpoint, out var originalValues))
        {
            (endpoint, routeValues) = (originalEndpoint, originalValues);
        }

        var plan = endpoint is null ? null : _recording.Plans.For(endpoint);
        if (plan is { IsSkipped: true })
        {
            return _next(context);
        }

        _order.Check(context);
        var request = new AuditRequest(context, _recording, _recording.Now());
        if (plan is null)
        {
            request.AwaitRouting();
        }
        else
        {
            request.Matched(plan, routeValues);
        }

        return RecordAsync(request);
    }

    private async Task RecordAsync(AuditRequest request)
    {
        var context = request.Context;
        context.Features.Set(request);
        if (!context.Response.HasStarted)
        {
            // Registered first, so it runs last: after everything else that may still change the status.
            context.Response.OnStarting(static request => ((AuditRequest)request).StartingAsync(), request);
        }

        request.Count();

        try
        {
            await _next(context);
        }
        catch (Exception exception)
        {
            await _recording.ThrewAsync(request, exception);
            request.IsPipelineDone = true;
            request.StopCounting();
            throw;
        }

        await _recording.ReturnedAsync(request);
        request.IsPipelineDone = true;
        request.StopCounting();
    }
}
