using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws;

internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Warning, "{Location} does not know conditional puts (501 to If-None-Match): it is looked at before each put instead. Two writers of one key at the same moment could overwrite each other; give every writer a journal of its own.")]
    public static partial void NoConditionalPuts(ILogger logger, string location);
}
