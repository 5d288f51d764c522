namespace AuditTrail.Trails;

/// <summary>Whether events that read, that write, or both are wanted.</summary>
internal enum EventAccess
{
    Any,
    Read,
    Write,
}
