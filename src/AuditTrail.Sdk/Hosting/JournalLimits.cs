namespace AuditTrail.Hosting;

/// <summary>The limits of a recorder's journal; section <c>Journal</c>.</summary>
public sealed class JournalLimits
{
    /// <summary>The most bytes the journal may take on its volume. When they are used up, recording fails as its policy says until a trail has moved on.</summary>
    /// <value>0 or at least 1 MiB; default 0: 10 GiB, or 80 % of the volume if that is less.</value>
    public long MaxBytes { get; set; }

    /// <summary>The size of one segment file; also the unit in which space is given back. At most an eighth of the journal's budget is used.</summary>
    /// <value>1 MiB to 1 GiB; default 64 MiB.</value>
    public long SegmentBytes { get; set; } = 64L << 20;

    /// <summary>The most bytes waiting in memory for the disk. A caller beyond waits, up to its wait limit.</summary>
    /// <value>1 MiB to 1 GiB; default 64 MiB.</value>
    public long QueueBytes { get; set; } = 64L << 20;

    /// <summary>The most events waiting in memory for the disk.</summary>
    /// <value>1 to 1,000,000; default 16,384.</value>
    public int QueueEvents { get; set; } = 16_384;

    /// <summary>How long to wait for the directory when another process holds it: hosts overlap when they are recycled.</summary>
    /// <value>Zero to one hour; default 30 seconds.</value>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the directory may lie on a network file system, whose server then has to keep what it promises: that what is synced stays, and that a lock has one holder.</summary>
    /// <value>Default false: opening fails there.</value>
    public bool AllowNetworkFileSystem { get; set; }
}
