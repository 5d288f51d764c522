using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AuditTrail.AspNetCore;

/// <summary>Records what an action answers, after the application's own filters and before it is written.</summary>
internal sealed class ActionResponseFilter(CapturedResponse response) : IResultFilter, IOrderedFilter
{
    public int Order => int.MaxValue;

    public void OnResultExecuting(ResultExecutingContext context) => response.AddTo(context.HttpContext, context.Result switch
    {
        ObjectResult result => result.Value,
        JsonResult result => result.Value,
        _ => null,
    });

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
