namespace AuditTrail.Archive;

/// <summary>One entry of a listing.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="Length">Its length in bytes.</param>
public readonly record struct StoredObject(string Key, long Length);
