namespace AuditTrail.Archive;

/// <summary>A store refuses or cannot be reached. The message says what happened and, where somebody has to act, what to do; it holds no secret.</summary>
public sealed class LogFileStoreException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public LogFileStoreException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened, and the cure.</param>
    public LogFileStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened, and the cure.</param>
    /// <param name="innerException">What the store's client threw.</param>
    public LogFileStoreException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>When it makes sense to try again: minutes for what a person has to mend, the store's own wish, or null for the usual back-off.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
