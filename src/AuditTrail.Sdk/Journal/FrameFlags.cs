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
}
