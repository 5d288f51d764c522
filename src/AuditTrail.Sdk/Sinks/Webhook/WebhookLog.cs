using Microsoft.Extensions.Logging;

namespace AuditTrail.Sinks.Webhook;

/// <summary>The webhooks' log messages.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(1300, LogLevel.Error, "{Reason} It refuses the caller, not an event: the events of trail '{Trail}' go to the dead letters until it answers otherwise. Mend it and replay them; HoldStatuses would hold them instead.")]
    public static partial void CallerRefused(ILogger logger, string trail, string reason);

    [LoggerMessage(1301, LogLevel.Warning, "The client '{Client}' has a primary handler that makes its own connections: the addresses that a webhook's name resolves to are not looked at. Use a SocketsHttpHandler, or look at them there.")]
    public static partial void NotGuarded(ILogger logger, string client);
}
