namespace AuditTrail.Journal;

/// <summary>Limits of a journal.</summary>
internal sealed record JournalOptions
{
    /// <summary>Size at which a new segment is begun; at most an eighth of the budget.</summary>
    /// <value>64 MiB.</value>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>The most that all segments may take; events beyond it are refused.</summary>
    /// <value>0: the smaller of 10 GiB and 80 % of the volume.</value>
    public long MaxBytes { get; init; }

    /// <summary>Entries in memory that are not durable yet; an append beyond it waits, then is refused.</summary>
    /// <value>16,384.</value>
    public int QueueEvents { get; init; } = 16_384;

    /// <summary>The same in bytes.</summary>
    /// <value>64 MiB.</value>
    public long QueueBytes { get; init; } = 64L << 20;

    /// <summary>The largest payload.</summary>
    /// <value>512 KiB, which is also the format's limit.</value>
    public int MaxEntryBytes { get; init; } = 512 << 10;

    /// <summary>How long opening waits for a process that still holds the directory.</summary>
    /// <value>30 s.</value>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Ballast that is freed on a full disk so that markers and a clean stop still fit.</summary>
    /// <value>4 MiB; 0 for none.</value>
    public long ReserveBytes { get; init; } = 4L << 20;

    /// <summary>How many bytes of the newest segments are verified when opening; older ones are verified when they are read.</summary>
    /// <value>256 MiB.</value>
    public long VerifyBytes { get; init; } = 256L << 20;

    /// <summary>How many bytes of small segments at the end opening writes again into its new segment, so that restarts leave no pile of files; at most a quarter of a segment.</summary>
    /// <value>1 MiB.</value>
    public long MergeBytes { get; init; } = 1L << 20;

    /// <summary>The highest sequence number that somebody outside (a cursor) knows to have been durable: a journal that was rolled back or lost its end is found out by it.</summary>
    /// <value>0: nobody knows of any.</value>
    public long KnownDurable { get; init; }
}
