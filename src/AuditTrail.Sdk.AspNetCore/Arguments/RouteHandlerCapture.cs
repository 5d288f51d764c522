using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore;

/// <summary>Gives a filter to each route handler with <see cref="AuditParameterAttribute"/>, and to no other one.</summary>
/// <remarks>A filter's factory alone would already cost each request of an endpoint that is compiled ahead of time, so none is added where there is nothing to do.</remarks>
internal static class RouteHandlerCapture
{
    /// <summary>Whether this handler has the attribute.</summary>
    public static bool IsFor(IEnumerable<object> metadata) =>
        metadata.OfType<MethodInfo>().FirstOrDefault() is { } method && method.GetParameters().Any(parameter => AttributesOf(parameter).Any());

    /// <summary>A convention: also for a group's endpoints, and any number of times for one.</summary>
    public static void Add(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.Any(item => item is ActionDescriptor or Mark))
        {
            return;
        }

        if (endpoint.Metadata.OfType<AuditResponseAttribute>().Any())
        {
            throw new InvalidOperationException($"[AuditResponse] on {endpoint.DisplayName} is for the actions of controllers. For a route handler call .AuditResponse(…) on the endpoint.");
        }

        if (IsFor(endpoint.Metadata))
        {
            endpoint.Metadata.Add(new Mark());
            var name = endpoint.DisplayName;
            endpoint.FilterFactories.Add((factory, next) => Create(name, factory, next));
        }
    }

    private static EndpointFilterDelegate Create(string? endpoint, EndpointFilterFactoryContext factory, EndpointFilterDelegate next)
    {
        var json = factory.ApplicationServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var arguments = factory.MethodInfo.GetParameters().SelectMany(parameter => ArgumentsOf(parameter, json, endpoint)).ToArray();
        return context =>
        {
            if (RequestOf(context.HttpContext) is { } request)
            {
                foreach (var (index, property, argument) in arguments)
                {
                    var value = context.Arguments[index];
                    argument.AddTo(request, property is null || value is null ? value : property.GetValue(value));
                }
            }

            return next(context);
        };
    }

    /// <summary>A failed binding still runs the filters, and says so with the status: the arguments are then defaults that nobody sent.</summary>
    public static AuditRequest? RequestOf(HttpContext context) =>
        context.Response.StatusCode < StatusCodes.Status400BadRequest ? CapturedArgument.RequestOf(context) : null;

    private static IEnumerable<(int Index, PropertyInfo? Property, CapturedArgument Argument)> ArgumentsOf(ParameterInfo parameter, JsonSerializerOptions json, string? endpoint)
    {
        foreach (var (property, attribute) in AttributesOf(parameter))
        {
            var name = property?.Name ?? parameter.Name ?? "";
            yield return (parameter.Position, property, CapturedArgument.Of(attribute, name, property?.PropertyType ?? parameter.ParameterType, json, $"parameter {name} of {endpoint}"));
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The properties of [AsParameters] are what the framework binds; one that trimming takes away with its attribute was neither set nor read.")]
    private static IEnumerable<(PropertyInfo? Property, AuditParameterAttribute Attribute)> AttributesOf(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<AuditParameterAttribute>() is { } own)
        {
            yield return (null, own);
        }

        if (parameter.GetCustomAttribute<AsParametersAttribute>() is null)
        {
            yield break;
        }

        foreach (var property in (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType).GetProperties())
        {
            if (property.GetCustomAttribute<AuditParameterAttribute>() is { } attribute)
            {
                yield return (property, attribute);
            }
        }
    }

    /// <summary>Stands in the metadata of a handler that has its filter.</summary>
    public sealed class Mark;
}
