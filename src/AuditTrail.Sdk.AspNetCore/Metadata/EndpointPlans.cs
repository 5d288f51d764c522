using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>The plans of all endpoints. Thread-safe; endpoints that are replaced at run time take their plans with them.</summary>
internal sealed class EndpointPlans
{
    private readonly ConditionalWeakTable<Endpoint, EndpointPlan> _plans = [];
    private readonly ConditionalWeakTable<Endpoint, EndpointPlan>.CreateValueCallback _create;

    public EndpointPlans(CaptureRules rules) => _create = endpoint => EndpointPlan.Of(endpoint, rules);

    public EndpointPlan For(Endpoint? endpoint) => endpoint is null ? EndpointPlan.Unmatched : _plans.GetValue(endpoint, _create);
}
