using AuditTrail.Storage;

namespace AuditTrail.Journal;

/// <summary>What an opened journal consists of.</summary>
internal sealed class JournalState
{
    public required IStorage Storage { get; init; }

    public required JournalOptions Options { get; init; }

    public required IDisposable Lock { get; init; }

    public required Guid Stream { get; init; }

    public required long Epoch { get; init; }

    public required SegmentTable Table { get; init; }

    public required HeadFile Head { get; init; }

    public required LossRegister Losses { get; init; }

    /// <summary>The segment that opening began.</summary>
    public required SegmentWriter FirstSegment { get; init; }

    public required JournalRecovery Recovery { get; init; }

    public required long Budget { get; init; }

    public required long SegmentBytes { get; init; }

    /// <summary>The highest index that any file ever had; the writer's alone.</summary>
    public required long LastIndex { get; set; }

    public SegmentHeader NextSegment(DateTimeOffset created) => SegmentHeader.New(++LastIndex, Table.Durable + 1, Epoch, created, Stream);

    public HeadSlot HeadSlot() => new(0, Table.Durable, Table.DeletedThrough, Epoch, Stream);
}
