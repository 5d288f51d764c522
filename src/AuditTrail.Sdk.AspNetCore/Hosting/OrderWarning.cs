using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuditTrail.AspNetCore;

/// <summary>Warns once when the middleware stands where refusals pass it by.</summary>
/// <remarks>A WebApplication adds authentication and authorization by itself, before everything else, at a time when nobody can be asked; the first request shows it.</remarks>
internal sealed class OrderWarning(ILogger logger)
{
    // What UseAuthentication and UseAuthorization leave on the builder.
    private static readonly (string Key, string Name)[] Marks =
        [("__AuthenticationMiddlewareSet", "UseAuthentication()"), ("__AuthorizationMiddlewareSet", "UseAuthorization()")];

    private int _isSaid;

    /// <summary>While the pipeline is put together: what has been added before.</summary>
    public void Check(IDictionary<string, object?> properties)
    {
        foreach (var (key, name) in Marks)
        {
            if (properties.ContainsKey(key))
            {
                Say(name);
            }
        }
    }

    /// <summary>When a request comes in.</summary>
    public void Check(HttpContext context)
    {
        if (_isSaid == 0 && context.Features.Get<IAuthenticationFeature>() is not null)
        {
            Say("UseAuthentication()");
        }
    }

    private void Say(string name)
    {
        if (Interlocked.Exchange(ref _isSaid, 1) == 0)
        {
            Log.StandsAfter(logger, name);
        }
    }
}
