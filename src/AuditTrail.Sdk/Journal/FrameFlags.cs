namespace AuditTrail.Journal;

/// <summary>What delivery must know about a payload without parsing it.</summary>
[Flags]
internal enum FrameFlags : ushort
{
    None = 0,

    /// <summary>The record's last member is <c>additionalEventData</c>.</summary>
    HasAdditionalEventData = 1,

    /// <summary><c>readOnly</c> is true.</summary>
    ReadOnly = 2,

    /// <summary>The category is Data.</summary>
    DataEvent = 4,

    /// <summary>The category is Insight.</summary>
    Insight = 8,

    /// <summary>The event announces a deed; an event with <see cref="Outcome"/> and the same <c>sharedEventID</c> says how it ended.</summary>
    Attempt = 16,

    /// <summary>The event says how an announced deed ended.</summary>
    Outcome = 32,
}
