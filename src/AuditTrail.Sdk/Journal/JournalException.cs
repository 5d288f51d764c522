namespace AuditTrail.Journal;

/// <summary>The journal cannot be opened or used; the message says what and what to do.</summary>
internal sealed class JournalException : IOException
{
    public JournalException()
    {
    }

    public JournalException(string message)
        : base(message)
    {
    }

    public JournalException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
