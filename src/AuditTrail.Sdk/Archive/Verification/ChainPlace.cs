namespace AuditTrail.Archive.Verification;

/// <summary>A digest of a chain that was looked at, as its successor must name it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Hash">Null when its content could not be read.</param>
/// <param name="Signature">Null when it has none.</param>
/// <param name="IsBlamed">Something was found against it by itself.</param>
internal readonly record struct ChainPlace(string Key, string? Hash, string? Signature, bool IsBlamed);
