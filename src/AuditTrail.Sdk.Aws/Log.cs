using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws;

internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Warning, "{Location} ignores conditional puts (If-None-Match: it took an object twice): it is looked at before each put instead. Two writers of one key at the same moment could overwrite each other; give every writer a journal of its own.")]
    public static partial void IgnoresConditions(ILogger logger, string location);

    [LoggerMessage(4000, LogLevel.Warning, "{Location} does not know conditional puts (501 to If-None-Match): it is looked at before each put instead. Two writers of one key at the same moment could overwrite each other; give every writer a journal of its own.")]
    public static partial void NoConditionalPuts(ILogger logger, string location);

    [LoggerMessage(4020, LogLevel.Warning, "CloudWatch Logs takes the events of the log group {Group} but not the entity that they name ({Error}): look at EntityName and EntityEnvironment, or set SendEntity to false. No event is held up.")]
    public static partial void EntityNotTaken(ILogger logger, string group, string error);

    [LoggerMessage(4021, LogLevel.Warning, "The retention of the log group {Group} could not be set to {Days} days (RetentionDays); it is tried again in an hour. Events are delivered all the same. {Failure}")]
    public static partial void RetentionNotSet(ILogger logger, string group, int days, string failure);

    [LoggerMessage(4022, LogLevel.Information, "The log group {Group} was missing and has been made.")]
    public static partial void LogGroupMade(ILogger logger, string group);

    [LoggerMessage(4030, LogLevel.Warning, "This machine's clock is {Minutes} minutes {Direction} {Service}'s. Requests are signed with the service's time, so they are taken; events have this machine's. Set the clock (NTP).")]
    public static partial void ClockDiffers(ILogger logger, string service, string minutes, string direction);

    [LoggerMessage(4031, LogLevel.Information, "This machine's clock and {Service}'s agree again.")]
    public static partial void ClockAgrees(ILogger logger, string service);
}
