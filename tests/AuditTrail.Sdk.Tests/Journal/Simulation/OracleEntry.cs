namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>An entry as the second reader found it.</summary>
/// <param name="Payload">Its bytes.</param>
/// <param name="File">The segment's file.</param>
/// <param name="Offset">Where its frame begins.</param>
/// <param name="Length">The frame's bytes without padding.</param>
internal sealed record OracleEntry(byte[] Payload, string File, int Offset, int Length);
