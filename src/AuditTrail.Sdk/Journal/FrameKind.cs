namespace AuditTrail.Journal;

/// <summary>What a frame holds: byte 3 of its header.</summary>
internal enum FrameKind : byte
{
    /// <summary>Zero bytes are never a frame.</summary>
    None = 0,

    /// <summary>An event of the application.</summary>
    Event = 1,

    /// <summary>An event of the trail itself: started, stopped, gap.</summary>
    Marker = 2,

    /// <summary>The last frame of a segment that was closed in order; consumes no sequence number, no reader returns it.</summary>
    Seal = 4,

    /// <summary>Never on disk: an entry of this kind says that acknowledged entries are missing or damaged.</summary>
    Lost = 255,
}
