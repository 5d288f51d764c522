using System.Globalization;
using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Journal;

/// <summary>Takes the file LOCK, waiting for a process that is about to end: hosts overlap when they are recycled.</summary>
internal static class JournalLock
{
    private const string Name = "LOCK";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <exception cref="JournalException">Somebody else still held it after the timeout.</exception>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public static IDisposable Take(IStorage storage, TimeSpan timeout, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var holder = string.Create(
            CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} ({Path.GetFileName(Environment.ProcessPath)}) on {Environment.MachineName} since {time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}");
        var started = time.GetTimestamp();
        var told = false;
        while (true)
        {
            if (storage.TryLock(Name, holder) is { } taken)
            {
                return taken;
            }

            var other = storage.ReadLockHolder(Name) ?? "another process";
            if (time.GetElapsedTime(started) >= timeout)
            {
                throw new JournalException(
                    $"The journal '{storage.Location}' is held by {other}, and was not released within {timeout}. One process writes to a journal: stop the other one, or give each its own directory.");
            }

            if (!told)
            {
                logger.WaitingForLock(storage.Location, other);
                told = true;
            }

            Pause(time, cancellationToken);
        }
    }

    private static void Pause(TimeProvider time, CancellationToken cancellationToken)
    {
        using var over = new ManualResetEventSlim();
        using var timer = time.CreateTimer(static state => ((ManualResetEventSlim)state!).Set(), over, Interval, Timeout.InfiniteTimeSpan);
        over.Wait(cancellationToken);
    }
}
