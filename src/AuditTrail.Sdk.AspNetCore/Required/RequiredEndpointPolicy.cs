using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.Logging;

namespace AuditTrail.AspNetCore;

/// <summary>Puts the guard before each required endpoint that routing finds: minimal APIs, controllers, pages and hubs alike, and also where <c>UseAuditTrail</c> was forgotten.</summary>
/// <remarks>Thread-safe. Costs other endpoints nothing: routing asks once which ones it is for.</remarks>
internal sealed class RequiredEndpointPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    private readonly ConditionalWeakTable<Endpoint, Endpoint> _guarded = [];
    private readonly ConditionalWeakTable<Endpoint, Endpoint>.CreateValueCallback _guard;

    public RequiredEndpointPolicy(ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger(Log.Category);
        _guard = endpoint => Requirement.Holds(endpoint) ? EndpointGuard.Before(endpoint, logger) : endpoint;
    }

    /// <summary>Behind all others: some of them exchange endpoints, as for pages that are compiled when they are asked for.</summary>
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints)
    {
        if (ContainsDynamicEndpoints(endpoints))
        {
            return true;
        }

        foreach (var endpoint in endpoints)
        {
            if (Requirement.Holds(endpoint) || IsCompiledLater(endpoint))
            {
                return true;
            }
        }

        return false;
    }

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var index = 0; index < candidates.Count; index++)
        {
            ref var candidate = ref candidates[index];
            if (candidates.IsValidCandidate(index) && candidate.Endpoint is { } endpoint && _guarded.GetValue(endpoint, _guard) is var guarded && guarded != endpoint)
            {
                candidates.ReplaceEndpoint(index, guarded, candidate.Values);
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsCompiledLater(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not (null or CompiledPageActionDescriptor);
}
