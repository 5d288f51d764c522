using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AuditTrail.AspNetCore;

/// <summary>A bound property of a controller or a page's model that is recorded.</summary>
internal sealed class CapturedProperty
{
    private readonly CapturedArgument _argument;
    private readonly PropertyInfo _property;
    private readonly string _key;
    private readonly Func<ActionContext, bool>? _isBoundFor;

    private CapturedProperty(CapturedArgument argument, PropertyInfo property, string key, Func<ActionContext, bool>? isBoundFor)
    {
        _argument = argument;
        _property = property;
        _key = key;
        _isBoundFor = isBoundFor;
    }

    /// <exception cref="InvalidOperationException">A property that nothing is bound to, or whose type is not as it has to be.</exception>
    public static CapturedProperty[] Of(IEnumerable<ParameterModelBase> properties, JsonSerializerOptions json) =>
        [.. properties.Select(property => Of(property, json)).OfType<CapturedProperty>()];

    /// <summary>Only where the framework has bound it: the property's default was sent by nobody.</summary>
    public void AddTo(AuditRequest request, ActionContext context, object instance)
    {
        if (_isBoundFor?.Invoke(context) is not false && context.ModelState.GetValidationState(_key) != ModelValidationState.Invalid)
        {
            _argument.AddTo(request, _property.GetValue(instance));
        }
    }

    private static CapturedProperty? Of(ParameterModelBase model, JsonSerializerOptions json)
    {
        var property = (model as PropertyModel)?.PropertyInfo ?? (model as PagePropertyModel)?.PropertyInfo;
        if (property is null || model.Attributes.OfType<AuditParameterAttribute>().FirstOrDefault() is not { } attribute)
        {
            return null;
        }

        var place = $"{property.DeclaringType?.Name}.{property.Name}";
        return model.BindingInfo is { } binding
            ? new CapturedProperty(CapturedArgument.Of(attribute, property.Name, property.PropertyType, json, place), property, binding.BinderModelName ?? property.Name, binding.RequestPredicate)
            : throw new InvalidOperationException($"[AuditParameter] on {place}: no request sets this property. Bind it ([BindProperty]) or take the attribute away.");
    }
}
