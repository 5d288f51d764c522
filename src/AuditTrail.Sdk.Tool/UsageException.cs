namespace AuditTrail.Tool;

/// <summary>What the caller asked for cannot be done; the message is one line that says what, where, and what to do.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
