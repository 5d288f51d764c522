namespace AuditTrail.Aws;

/// <summary>What has to happen after a failure.</summary>
internal enum FailureClass
{
    /// <summary>It passes by itself: the same events are sent again.</summary>
    Retry,

    /// <summary>This event can never be taken: it goes to the dead letters.</summary>
    Reject,

    /// <summary>A person has to mend something: the events wait meanwhile.</summary>
    Configuration,
}
