using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging;

namespace AuditTrail.AspNetCore;

/// <summary>Warns at start when callers can choose their own source address.</summary>
/// <remarks>It sees the configured options, which <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> changes too; not those that are given to <c>UseForwardedHeaders(options)</c> by hand.</remarks>
internal static class ForwardedHeadersWarning
{
    public static void Check(ForwardedHeadersOptions options, ILogger logger)
    {
        if (!options.ForwardedHeaders.HasFlag(ForwardedHeaders.XForwardedFor))
        {
            return;
        }

        if (options.KnownProxies.Count == 0 && options.KnownIPNetworks.Count == 0)
        {
            Log.TrustsEveryone(logger);
        }

        if (options.ForwardLimit is null)
        {
            Log.HasNoForwardLimit(logger);
        }
    }
}
