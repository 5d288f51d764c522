namespace AuditTrail.AspNetCore;

/// <summary>Whether an application's pipeline records requests at all. Thread-safe.</summary>
internal sealed class PipelineMark
{
    private volatile bool _isSet;

    public bool IsSet => _isSet;

    public void Set() => _isSet = true;
}
