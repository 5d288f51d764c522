using AuditTrail.Journal;

namespace AuditTrail.Delivery;

/// <summary>A journal reader that shows the next entry before it is taken: going back in a segment would mean to read it again from its start.</summary>
internal sealed class LookAhead(JournalReader reader) : IDisposable
{
    private JournalEntry _entry;
    private bool _hasEntry;

    /// <summary>The next entry, valid until the next call.</summary>
    public bool TryPeek(out JournalEntry entry)
    {
        _hasEntry = _hasEntry || reader.TryRead(out _entry);
        entry = _entry;
        return _hasEntry;
    }

    /// <summary>Goes past the entry that was shown.</summary>
    public void Take() => _hasEntry = false;

    public void Seek(long sequence)
    {
        if (_hasEntry ? _entry.Sequence == sequence : reader.NextSequence == sequence)
        {
            return;
        }

        _hasEntry = false;
        reader.Seek(sequence);
    }

    public void Dispose() => reader.Dispose();
}
