namespace AuditTrail.Archive;

/// <summary>What a conditional put found.</summary>
public enum PutOutcome
{
    /// <summary>The key was free; the object is stored durably.</summary>
    Created,

    /// <summary>The key was taken; nothing was changed.</summary>
    Exists,
}
