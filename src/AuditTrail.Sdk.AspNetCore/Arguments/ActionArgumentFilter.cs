using Microsoft.AspNetCore.Mvc.Filters;

namespace AuditTrail.AspNetCore;

/// <summary>Records an action's arguments before any other filter answers in the action's place.</summary>
internal sealed class ActionArgumentFilter(IReadOnlyDictionary<string, CapturedArgument> parameters, CapturedProperty[] properties) : IActionFilter, IOrderedFilter
{
    public int Order => int.MinValue;

    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (CapturedArgument.RequestOf(context.HttpContext) is not { } request)
        {
            return;
        }

        foreach (var (name, argument) in parameters)
        {
            if (context.ActionArguments.TryGetValue(name, out var value))
            {
                argument.AddTo(request, value);
            }
        }

        foreach (var property in properties)
        {
            property.AddTo(request, context, context.Controller);
        }
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }
}
