using Microsoft.Extensions.Logging;

namespace AuditTrail.Sinks.JsonLines;

/// <summary>The JSON-lines file sink's log messages.</summary>
internal static partial class FileSinkLog
{
    [LoggerMessage(400, LogLevel.Warning, "{File} ended in {Bytes} bytes of torn text; it was cut to {Length} bytes. The events come again from the journal.")]
    public static partial void TornTextCut(ILogger logger, string file, long bytes, long length);

    [LoggerMessage(401, LogLevel.Warning, "{File} is not as the file sink left it: somebody removed, shortened or rewrote it. Writing goes on in a new file.")]
    public static partial void FileChanged(ILogger logger, string file);

    [LoggerMessage(402, LogLevel.Warning, "{File} could not be synced and is not written any more. Writing goes on in a new file.")]
    public static partial void FileSpent(ILogger logger, string file);

    [LoggerMessage(403, LogLevel.Information, "{File} ({Bytes} bytes) was deleted: its retention is over.")]
    public static partial void FileDeleted(ILogger logger, string file, long bytes);

    [LoggerMessage(404, LogLevel.Warning, "Old files could not be deleted; tried again later.")]
    public static partial void RetentionFailed(ILogger logger, Exception exception);
}
