using System.Reflection;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AuditTrail.AspNetCore;

/// <summary>Records what a page's handler is given.</summary>
internal sealed class PageArgumentFilter(IReadOnlyDictionary<MethodInfo, Dictionary<string, CapturedArgument>> handlers, CapturedProperty[] properties) : IPageFilter, IOrderedFilter
{
    public int Order => int.MinValue;

    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (CapturedArgument.RequestOf(context.HttpContext) is not { } request)
        {
            return;
        }

        foreach (var property in properties)
        {
            property.AddTo(request, context, context.HandlerInstance);
        }

        if (context.HandlerMethod is not { } handler || !handlers.TryGetValue(handler.MethodInfo, out var arguments))
        {
            return;
        }

        foreach (var (name, argument) in arguments)
        {
            if (context.HandlerArguments.TryGetValue(name, out var value))
            {
                argument.AddTo(request, value);
            }
        }
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }
}
