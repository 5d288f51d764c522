using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Sinks.JsonLines;

/// <summary>Deletes old files when everything that was asked allows it; never the newest one, and none that a trail did not write.</summary>
internal sealed class FileRetention(IStorage storage, string prefix, TimeSpan? retention, long? maxTotalBytes, TimeProvider time, ILogger logger)
{
    /// <summary>Whether there is anything to do at all.</summary>
    public bool IsOn => retention is not null || maxTotalBytes is not null;

    public void Apply()
    {
        if (!IsOn)
        {
            return;
        }

        try
        {
            DeleteOld();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Housekeeping must not hold up delivery.
            FileSinkLog.RetentionFailed(logger, exception);
        }
    }

    private void DeleteOld()
    {
        var files = JsonLinesDirectory.List(storage, prefix).Select(name => new FilePosition(name, LengthOf(name))).ToArray();
        var total = files.Sum(file => file.Length);
        var deleted = false;
        foreach (var file in files.SkipLast(1))
        {
            if ((retention is { } age && !IsOlder(file.Name, age)) || (maxTotalBytes is { } most && total <= most))
            {
                break;
            }

            if (!IsOurs(file.Name))
            {
                continue;
            }

            storage.Delete(file.Name.ToString());
            FileSinkLog.FileDeleted(logger, file.Name.ToString(), file.Length);
            total -= file.Length;
            deleted = true;
        }

        if (deleted)
        {
            storage.SyncDirectory();
        }
    }

    /// <summary>By the end of the name's day: no line in the file was written later.</summary>
    private bool IsOlder(JsonLinesFileName name, TimeSpan age) =>
        time.GetUtcNow().UtcDateTime - name.Day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddDays(1) >= age;

    private long LengthOf(JsonLinesFileName name)
    {
        using var file = storage.Open(name.ToString());
        return file.Length;
    }

    private bool IsOurs(JsonLinesFileName name)
    {
        using var file = storage.Open(name.ToString());
        var lines = new LineScanner(file, 0);
        return !lines.Read() || (LineIdentity.TryRead(lines.Line.Span, out var identity) && identity is not null);
    }
}
