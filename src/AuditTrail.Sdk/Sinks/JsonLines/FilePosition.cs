namespace AuditTrail.Sinks.JsonLines;

/// <summary>The end of what is known to be in a file: whole lines, synced.</summary>
internal readonly record struct FilePosition(JsonLinesFileName Name, long Length);
