namespace AuditTrail.Events;

/// <summary>CloudTrail's kinds of events.</summary>
public enum EventCategory
{
    /// <summary>Something was managed: created, changed, signed in to. The default.</summary>
    Management,

    /// <summary>Data was read or written within something: usually many, usually in trails of their own.</summary>
    Data,

    /// <summary>An unusual rate of calls or errors.</summary>
    Insight,

    /// <summary>A call through a network endpoint, as AWS records it.</summary>
    NetworkActivity,
}
