using System.Reflection;

namespace AuditTrail.AspNetCore;

/// <summary>How invocations of one hub method are recorded, worked out once.</summary>
internal sealed class HubMethodPlan
{
    private HubMethodPlan(string hub, string method)
    {
        Hub = hub;
        Method = method;
        Name = BoundedText.Cut($"{hub}.{method}", AuditAttribute.MaxNameLength);
    }

    public string Hub { get; }

    public string Method { get; }

    public string Name { get; private init; }

    public bool IsSkipped { get; private init; }

    public bool IsReadOnly { get; private init; }

    public bool IsDataEvent { get; private init; }

    /// <summary>Whether it goes on for as long as somebody sends: recorded at its start too.</summary>
    public bool IsStream { get; private init; }

    /// <summary>Puts a watch on the stream that it returns; null where it returns none.</summary>
    public Func<object, HubDeed, object>? Watch { get; private init; }

    /// <exception cref="InvalidOperationException">The method asks for what hub methods cannot have, and must not run without.</exception>
    public static HubMethodPlan Of(Type hub, MethodInfo method)
    {
        // The method's own word before the hub's; a hub's name is its connection's request's.
        var audit = method.GetCustomAttribute<AuditAttribute>(inherit: true);
        if (audit is { Required: true })
        {
            throw new InvalidOperationException($"[Audit(Required = true)] holds for endpoints, not for the hub method {hub.Name}.{method.Name}: it would run unrecorded, so it does not run. Put it on the hub for its connections, or take it away.");
        }

        var skips = method.IsDefined(typeof(SkipAuditAttribute), inherit: true) || (audit is null && hub.IsDefined(typeof(SkipAuditAttribute), inherit: true));
        var named = new HubMethodPlan(hub.Name, method.Name);
        var watch = StreamWatch.For(method.ReturnType);
        return new HubMethodPlan(named.Hub, named.Method)
        {
            Name = audit?.Name ?? named.Name,
            IsSkipped = skips,
            IsReadOnly = audit?.ReadOnly ?? false,
            IsDataEvent = audit?.DataEvent ?? false,
            IsStream = watch is not null || method.GetParameters().Any(parameter => StreamWatch.IsStream(parameter.ParameterType)),
            Watch = watch,
        };
    }

    /// <summary>For what happens to a connection: named as the framework names it, which no caller can invoke.</summary>
    public static HubMethodPlan OfConnection(Type hub, string happening) =>
        new(hub.Name, happening) { IsSkipped = hub.IsDefined(typeof(SkipAuditAttribute), inherit: true) };
}
