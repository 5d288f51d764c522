using AuditTrail.Journal;

namespace AuditTrail.Recording;

/// <summary>Where the recorder finds its journal: not opened yet, open, or closed for good. Thread-safe.</summary>
/// <remarks>Opening belongs to the host; the callback opens everything there is, and calls <see cref="Attach"/> on the way.</remarks>
internal sealed class JournalGate(Func<Task> open, TimeProvider time)
{
    private volatile AuditJournal? _journal;
    private volatile string? _closed;

    /// <summary>The journal while it takes events; null before it is opened and after <see cref="Close"/>.</summary>
    public AuditJournal? Journal => _journal;

    /// <summary>Why no event is taken any more, or null.</summary>
    public string? Closed => _closed;

    public void Attach(AuditJournal journal) => _journal = journal;

    public void Close(string reason)
    {
        _closed = reason;
        _journal = null;
    }

    /// <summary>Opens, waiting no longer than a caller does; the opening itself goes on.</summary>
    /// <returns>The journal, or null and the reason.</returns>
    public async ValueTask<(AuditJournal? Journal, string Reason)> OpenAsync(TimeSpan waitLimit)
    {
        if (_closed is { } closed)
        {
            return (null, closed);
        }

        try
        {
            // No token of the caller: without the journal an event would be nowhere, and an aborted request never cancels its record.
            await open().WaitAsync(waitLimit, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return (null, "The journal is still being opened; another process may hold its directory.");
        }
        catch (Exception exception)
        {
            return (null, $"The journal could not be opened: {exception.Message}");
        }

        return _journal is { } journal ? (journal, string.Empty) : (null, _closed ?? "The journal is not open.");
    }
}
