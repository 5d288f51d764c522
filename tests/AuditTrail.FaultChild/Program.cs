using System.Globalization;
using AuditTrail.FaultChild;
using AuditTrail.Journal;
using AuditTrail.Storage;
using Microsoft.Extensions.Logging.Abstractions;

// sync DIR         writes and syncs one file: "synced", or "failed ERRNO"
// append DIR N     appends entries 1 to N, each durable: "recorded S" after each, "closed" at the end
// hold DIR         opens the journal: "open", and holds it until its input ends
// archive DIR N K  records N events into an archive in DIR/archive, signed with DIR/key.pem: "recorded ID" after each, "closed" after a clean stop; is killed at its K-th point around puts
// compete DIR      opens the journal without waiting: "open" and holds it until its input ends, or "refused: REASON"
switch (args)
{
    case ["sync", var directory]:
        try
        {
            using var file = DiskStorage.At(directory).Create("file");
            file.Write("bytes"u8, 0);
            file.Sync();
            Console.WriteLine("synced");
        }
        catch (IOException exception)
        {
            Console.WriteLine($"failed {exception.HResult}: {exception.Message}");
        }

        return 0;

    case ["append", var directory, var count]:
        var journal = Open(directory, TimeSpan.FromSeconds(30));
        for (var i = 0; i < int.Parse(count, CultureInfo.InvariantCulture); i++)
        {
            var payload = new byte[100];
            payload.AsSpan().Fill((byte)'x');
            var result = await journal.AppendAsync(
                payload, FrameKind.Event, FrameFlags.None, DateTimeOffset.UnixEpoch, AckLevel.Durable, TimeSpan.FromSeconds(60), CancellationToken.None);
            Console.WriteLine($"{result.Outcome} {result.Sequence}".ToLowerInvariant());
        }

        await journal.DisposeAsync();
        Console.WriteLine("closed");
        return 0;

    case ["archive", var directory, var count, var killAt]:
        await ArchiveLife.RunAsync(directory, int.Parse(count, CultureInfo.InvariantCulture), int.Parse(killAt, CultureInfo.InvariantCulture));
        Console.WriteLine("closed");
        return 0;

    case ["hold" or "compete", var directory]:
        try
        {
            await using var held = Open(directory, args[0] == "hold" ? TimeSpan.FromSeconds(30) : TimeSpan.Zero);
            Console.WriteLine("open");
            await Console.In.ReadToEndAsync();
        }
        catch (JournalException exception)
        {
            Console.WriteLine("refused: " + exception.Message);
        }

        return 0;

    default:
        return 2;
}

static AuditJournal Open(string directory, TimeSpan lockTimeout) => AuditJournal.Open(
    DiskStorage.At(directory), new JournalOptions { SegmentBytes = 4096, ReserveBytes = 64 << 10, LockTimeout = lockTimeout }, TimeProvider.System, NullLogger.Instance);
