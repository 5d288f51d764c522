using System.Text.Json;
using AuditTrail.Events;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>How one argument of the application's code is recorded. Immutable and thread-safe.</summary>
internal sealed class CapturedArgument
{
    private readonly string _name;
    private readonly NamedProperties? _properties;
    private readonly bool _isSensitive;

    public CapturedArgument(string name, NamedProperties? properties)
    {
        _name = name;
        _properties = properties;
        _isSensitive = SensitiveName.Matches(name);
    }

    /// <exception cref="InvalidOperationException">The type needs properties to be named, or does not have them.</exception>
    public static CapturedArgument Of(AuditParameterAttribute attribute, string name, Type type, JsonSerializerOptions json, string place)
    {
        if (attribute.Properties.Length == 0)
        {
            return SimpleValue.Is(type)
                ? new CapturedArgument(attribute.Name ?? name, properties: null)
                : throw new InvalidOperationException($"[AuditParameter] on {place}: {type.Name} is no simple value. Name what of it is to be recorded: [AuditParameter(Properties = [\"…\"])].");
        }

        try
        {
            return new CapturedArgument(attribute.Name ?? name, NamedProperties.Of(json.GetTypeInfo(type), attribute.Properties));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new InvalidOperationException($"[AuditParameter] on {place}: {exception.Message}", exception);
        }
    }

    /// <summary>The request that arguments of the running code belong to; null where it is not recorded, and for an error page's own code.</summary>
    public static AuditRequest? RequestOf(HttpContext context) =>
        context.Features.Get<AuditRequest>() is { Plan.IsSkipped: false } request && !ReExecution.IsOn(context) ? request : null;

    /// <summary>Takes the value as it is now. Nothing that the application's types do comes out of here.</summary>
    public void AddTo(AuditRequest request, object? value)
    {
        // What the pattern names says what was asked for: a body or a query never stands in its place.
        if (request.Plan.Parameters.Has(_name))
        {
            return;
        }

        var context = new CaptureContext(request.AllowedParameters);
        try
        {
            request.Event.Request(_name, Read(value, ref context));
        }
        catch (Exception exception)
        {
            context.Problems.Add(_name, exception);
            request.Event.Request(_name, $"<error:{ErrorCodes.Of(exception)}>");
        }

        request.Event.AddProblems(context.Problems);
    }

    private AuditValue Read(object? value, ref CaptureContext context)
    {
        if (value is null)
        {
            return (string?)null;
        }

        if (_properties is not null)
        {
            return _properties.Read(value, ref context);
        }

        if (_isSensitive && !context.IsInClear(_name))
        {
            return SensitiveName.Mask;
        }

        return SimpleValue.TryRead(value, SimpleValue.MaxTextBytes, out var read) ? read : SimpleValue.ReadList(value, ref context) ?? SimpleValue.NotRead;
    }
}
