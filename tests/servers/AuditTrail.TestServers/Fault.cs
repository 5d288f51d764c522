namespace AuditTrail.TestServers;

/// <summary>What a server does wrong with one request.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Refuses it: too many requests.</summary>
    Throttling,

    /// <summary>Refuses it: too many requests, with the time to wait in Retry-After.</summary>
    RetryAfter,

    /// <summary>Answers 500.</summary>
    InternalError,

    /// <summary>Answers 503.</summary>
    Unavailable,

    /// <summary>Says nothing until the client gives up.</summary>
    Hang,

    /// <summary>Cuts the connection before it reads the body.</summary>
    CutBeforeReading,

    /// <summary>Takes everything and cuts the connection instead of saying so.</summary>
    CutAfterAcceptance,

    /// <summary>Takes a part, where the protocol can say which.</summary>
    Partial,
}
