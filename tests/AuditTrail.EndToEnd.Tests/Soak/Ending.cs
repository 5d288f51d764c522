namespace AuditTrail.EndToEnd.Tests.Soak;

/// <summary>How a request ended as its client saw it.</summary>
internal enum Ending
{
    /// <summary>An answer, read to its end: one event.</summary>
    Answered,

    /// <summary>A stream, read to its end: an event at the start and one at the end.</summary>
    Streamed,

    /// <summary>A stream that the client left: an event at the start, and one that says that the client left.</summary>
    LeftInTheMiddle,

    /// <summary>The client left before it saw anything: an event where the server saw the request, which says so or the answer that it sent meanwhile.</summary>
    LeftUnanswered,
}
