namespace AuditTrail.Archive.Verification;

/// <summary>What the trusted keys say of a signature.</summary>
internal enum KeyCheck
{
    /// <summary>The key that was named made it.</summary>
    Right,

    /// <summary>The key that was named did not make it.</summary>
    Wrong,

    /// <summary>No key of that name was given.</summary>
    Unknown,
}
