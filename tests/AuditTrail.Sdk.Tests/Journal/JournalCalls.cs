using System.Globalization;
using System.Text;
using AuditTrail.Journal;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Journal;

/// <summary>The journal's calls with what tests leave at its default.</summary>
internal static class JournalCalls
{
    /// <summary>Small segments, no ballast.</summary>
    public static JournalOptions Small { get; } = new() { SegmentBytes = 4096, ReserveBytes = 0, MaxBytes = 64 << 20, LockTimeout = TimeSpan.Zero };

    public static AuditJournal Open(this IStorage storage, JournalOptions? options = null, TimeProvider? time = null, ILogger? logger = null) =>
        AuditJournal.Open(storage, options ?? Small, time ?? TimeProvider.System, logger ?? new CollectedLog());

    public static ValueTask<AppendResult> AppendAsync(
        this AuditJournal journal, string payload, AckLevel level = AckLevel.Durable, FrameKind kind = FrameKind.Event, TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        journal.AppendAsync(Encoding.UTF8.GetBytes(payload), kind, FrameFlags.None, DateTimeOffset.UnixEpoch, level, limit ?? Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Appends "1", "2", … padded to about <paramref name="bytes"/> bytes, each durable before the next.</summary>
    public static async Task AppendManyAsync(this AuditJournal journal, int count, int bytes = 100)
    {
        for (var i = 0; i < count; i++)
        {
            var result = await journal.AppendAsync(PayloadOf(journal.DurableSequence + 1, bytes));
            Assert.Equal(AppendOutcome.Recorded, result.Outcome);
        }
    }

    public static string PayloadOf(long sequence, int bytes = 100) => sequence.ToString(CultureInfo.InvariantCulture).PadRight(bytes, '.');

    /// <summary>What a reader returns from a sequence to the end: "7" for an entry, "lost 3-5" for a loss.</summary>
    public static List<string> ReadAll(this AuditJournal journal, long from = 1)
    {
        using var reader = journal.OpenReader(from);
        List<string> entries = [];
        while (reader.TryRead(out var entry))
        {
            var text = Encoding.UTF8.GetString(entry.Payload.Span).TrimEnd('.');
            entries.Add(entry.IsLost ? $"lost {entry.Sequence}-{entry.ThroughSequence}" : text);
        }

        return entries;
    }

    public static List<string> Numbers(long from, long to) => [.. Enumerable.Range((int)from, (int)(to - from + 1)).Select(static n => n.ToString(CultureInfo.InvariantCulture))];

    public static byte[] ReadBytes(this IStorage storage, string name)
    {
        using var file = storage.Open(name);
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return bytes;
    }

    public static void WriteBytes(this IStorage storage, string name, ReadOnlySpan<byte> bytes)
    {
        storage.Delete(name);
        using var file = storage.Create(name);
        file.Write(bytes, 0);
    }

    public static List<string> SegmentNames(this IStorage storage) => [.. storage.List().Where(static name => name.EndsWith(".atj", StringComparison.Ordinal))];
}
