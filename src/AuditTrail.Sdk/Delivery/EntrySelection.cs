using AuditTrail.Journal;
using AuditTrail.Trails;

namespace AuditTrail.Delivery;

/// <summary>Tells a selector what the journal knows of an entry.</summary>
internal static class EntrySelection
{
    public static bool Selects(this TrailSelector selector, in JournalEntry entry) =>
        selector.Selects(new EventFacts(KindOf(entry), (entry.Flags & FrameFlags.ReadOnly) != FrameFlags.None));

    private static EventKind KindOf(in JournalEntry entry)
    {
        if (entry.Kind == FrameKind.Marker)
        {
            return EventKind.Marker;
        }

        return (entry.Flags & FrameFlags.Insight) != FrameFlags.None ? EventKind.Insight
            : (entry.Flags & FrameFlags.DataEvent) != FrameFlags.None ? EventKind.Data
            : EventKind.Management;
    }
}
