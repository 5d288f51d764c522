namespace AuditTrail.AspNetCore;

/// <summary>Which requests are recorded that no endpoint served (event name <c>UnmatchedRequest</c>).</summary>
public enum UnmatchedRequests
{
    /// <summary>Those that failed: scanning is worth seeing, static files that were served are not. The default.</summary>
    Failed,

    /// <summary>All, also the static files.</summary>
    All,

    /// <summary>None.</summary>
    None,
}
