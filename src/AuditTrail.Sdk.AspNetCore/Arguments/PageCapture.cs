using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore;

/// <summary>Gives a filter to each Razor page with <see cref="AuditParameterAttribute"/>, and to no other one.</summary>
internal sealed class PageCapture(IOptions<JsonOptions> json) : IPostConfigureOptions<RazorPagesOptions>, IPageApplicationModelConvention
{
    public void PostConfigure(string? name, RazorPagesOptions options) => options.Conventions.Add(this);

    public void Apply(PageApplicationModel model)
    {
        var options = json.Value.JsonSerializerOptions;
        var handlers = new Dictionary<MethodInfo, Dictionary<string, CapturedArgument>>();
        foreach (var handler in model.HandlerMethods)
        {
            // Which handler is run is known only behind the guard of the endpoint, which is the page.
            if (handler.Attributes.OfType<AuditAttribute>().Any(audit => audit.RequiredOrUnset == true))
            {
                throw new InvalidOperationException($"{model.ViewEnginePath}, {handler.MethodInfo.Name}: a single handler of a page cannot be required. Put [Audit(Required = true)] on the page's model.");
            }

            foreach (var parameter in handler.Parameters)
            {
                if (parameter.Attributes.OfType<AuditParameterAttribute>().FirstOrDefault() is not { } attribute)
                {
                    continue;
                }

                if (!handlers.TryGetValue(handler.MethodInfo, out var arguments))
                {
                    handlers.Add(handler.MethodInfo, arguments = new(StringComparer.Ordinal));
                }

                var place = $"{model.ViewEnginePath}, {handler.MethodInfo.Name}, parameter {parameter.ParameterName}";
                arguments.Add(parameter.ParameterName, CapturedArgument.Of(attribute, parameter.ParameterName, parameter.ParameterInfo.ParameterType, options, place));
            }
        }

        var properties = CapturedProperty.Of(model.HandlerProperties, options);
        if (handlers.Count > 0 || properties.Length > 0)
        {
            model.Filters.Add(new PageArgumentFilter(handlers, properties));
        }
    }
}
