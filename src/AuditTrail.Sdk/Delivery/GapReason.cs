namespace AuditTrail.Delivery;

/// <summary>Why a trail lacks events, in the words of its gap marker.</summary>
internal static class GapReason
{
    public const string Skipped = "The journal was near its budget and the trail far behind; its policy is Skip.";

    public const string NumbersUnused = "No event is missing: these numbers of the trail may have been offered to its sink before a change or a fault, so that no other event gets them.";

    public const string Damaged = "The journal holds these events no more, or damaged.";

    public const string CursorLost = "The trail's cursor was lost: the trail begins again at the oldest event in the journal, and events may be repeated.";

    public const string RolledBack = "The journal ends before the trail's cursor: it was rolled back or lost its end. These numbers are used again.";

    public const string OtherJournal = "The journal is not the one that the trail's cursor belongs to; what the trail had not delivered of that one is not known.";
}
