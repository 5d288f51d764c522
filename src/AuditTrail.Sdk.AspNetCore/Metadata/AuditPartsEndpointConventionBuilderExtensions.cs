using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using AuditTrail.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says per route handler which properties of its request and of its answer are recorded.</summary>
/// <remarks>Without reflection, so it can be compiled ahead of time. Values are taken at once: the request's before the handler runs, the answer's before it is written.</remarks>
public static class AuditPartsEndpointConventionBuilderExtensions
{
    /// <summary>Records properties of the handler's parameter of this type under <c>requestParameters</c>, as an object with the parameter's name. All others never are.</summary>
    /// <param name="builder">The endpoint or group; of a group, the handlers with such a parameter.</param>
    /// <param name="type">The type, as <c>AppJson.Default.TransferRequest</c>.</param>
    /// <param name="properties">1 to 32 names, as in JSON or in code, of parts with dots: <c>amount</c>, <c>card.last4</c>.</param>
    /// <exception cref="ArgumentException">The type has no such property, or it is not one value.</exception>
    /// <exception cref="InvalidOperationException">At start: the handler has no parameter of this type.</exception>
    public static TBuilder AuditRequest<TBuilder, T>(this TBuilder builder, JsonTypeInfo<T> type, params string[] properties)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(properties);
        var named = NamedProperties.Of(type, properties);
        if (builder is RouteHandlerBuilder)
        {
            builder.Add(endpoint => ThrowIfNoParameterIs(typeof(T), endpoint));
        }

        return builder.AddEndpointFilterFactory((factory, next) =>
        {
            if (factory.MethodInfo.GetParameters().FirstOrDefault(p => p.ParameterType == typeof(T)) is not { } parameter)
            {
                return next;
            }

            var argument = new CapturedArgument(parameter.Name ?? typeof(T).Name, named);
            return context =>
            {
                if (RouteHandlerCapture.RequestOf(context.HttpContext) is { } request)
                {
                    argument.AddTo(request, context.Arguments[parameter.Position]);
                }

                return next(context);
            };
        });
    }

    /// <summary>Records properties of what the handler answers under <c>responseElements</c>: the value itself, or the one of a typed result (<c>Ok&lt;T&gt;</c>). All others never are; an answer of another type adds nothing.</summary>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="type">The type, as <c>AppJson.Default.Receipt</c>.</param>
    /// <param name="properties">1 to 32 names, as in JSON or in code, of parts with dots: <c>id</c>, <c>total.amount</c>.</param>
    /// <exception cref="ArgumentException">The type has no such property, or it is not one value.</exception>
    public static TBuilder AuditResponse<TBuilder, T>(this TBuilder builder, JsonTypeInfo<T> type, params string[] properties)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(properties);
        var response = new CapturedResponse(NamedProperties.Of(type, properties), typeof(T));
        return builder.AddEndpointFilterFactory((_, next) => async context =>
        {
            var answer = await next(context);
            response.AddTo(context.HttpContext, answer);
            return answer;
        });
    }

    // Of a group's handlers some may have none; of the one handler it is a mistake.
    private static void ThrowIfNoParameterIs(Type type, EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<MethodInfo>().FirstOrDefault() is { } method && !method.GetParameters().Any(parameter => parameter.ParameterType == type))
        {
            throw new InvalidOperationException($"{endpoint.DisplayName} has no parameter of type {type.Name}, of which .AuditRequest(…) is to record properties.");
        }
    }
}
