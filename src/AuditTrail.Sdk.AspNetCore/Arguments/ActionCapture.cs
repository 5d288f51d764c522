using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore;

/// <summary>Gives a filter to each action with <see cref="AuditParameterAttribute"/> or <see cref="AuditResponseAttribute"/>, and to no other one.</summary>
internal sealed class ActionCapture(IOptions<JsonOptions> json) : IPostConfigureOptions<MvcOptions>, IActionModelConvention
{
    public void PostConfigure(string? name, MvcOptions options) => options.Conventions.Add(this);

    public void Apply(ActionModel action)
    {
        var options = json.Value.JsonSerializerOptions;
        var parameters = new Dictionary<string, CapturedArgument>(StringComparer.Ordinal);
        foreach (var parameter in action.Parameters)
        {
            if (parameter.Attributes.OfType<AuditParameterAttribute>().FirstOrDefault() is { } attribute)
            {
                var place = $"{action.DisplayName}, parameter {parameter.ParameterName}";
                parameters.Add(parameter.ParameterName, CapturedArgument.Of(attribute, parameter.ParameterName, parameter.ParameterType, options, place));
            }
        }

        var properties = CapturedProperty.Of(action.Controller.ControllerProperties, options);
        if (parameters.Count > 0 || properties.Length > 0)
        {
            action.Filters.Add(new ActionArgumentFilter(parameters, properties));
        }

        if (action.Attributes.OfType<AuditResponseAttribute>().FirstOrDefault() is { } response)
        {
            action.Filters.Add(new ActionResponseFilter(Response(action, response, options)));
        }
    }

    private static CapturedResponse Response(ActionModel action, AuditResponseAttribute attribute, JsonSerializerOptions options)
    {
        var type = attribute.Type ?? Declared(action.ActionMethod.ReturnType)
            ?? throw new InvalidOperationException($"[AuditResponse] on {action.DisplayName}: the action does not declare what it answers. Say it: [AuditResponse(\"…\", Type = typeof(…))].");
        try
        {
            return new CapturedResponse(NamedProperties.Of(options.GetTypeInfo(type), attribute.Properties), type);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new InvalidOperationException($"[AuditResponse] on {action.DisplayName}: {exception.Message}", exception);
        }
    }

    private static Type? Declared(Type type)
    {
        while (type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(Task<>) || open == typeof(ValueTask<>) || open == typeof(ActionResult<>)))
        {
            type = type.GetGenericArguments()[0];
        }

        return typeof(IActionResult).IsAssignableFrom(type) || typeof(IResult).IsAssignableFrom(type) || type == typeof(void) || typeof(Task).IsAssignableFrom(type) || type == typeof(object) ? null : type;
    }
}
