namespace AuditTrail.Sinks.JsonLines;

/// <summary>What <see cref="TailRecovery"/> found.</summary>
/// <param name="End">The newest file and the end of its whole lines; null when there is no file.</param>
/// <param name="Appendable">False when that file must be left as it is and a new one begun.</param>
/// <param name="Written">The lines that come again.</param>
internal sealed record RecoveredTail(FilePosition? End, bool Appendable, WrittenLines Written);
