namespace AuditTrail.Events;

/// <summary>What was written of an event.</summary>
/// <param name="HasAdditionalEventData">The payload ends with <c>additionalEventData</c>, where the splice goes.</param>
/// <param name="Bytes">The payload's size.</param>
/// <param name="Rung">How far down the ladder the event had to go: 0 when only the limits of single fields applied.</param>
internal readonly record struct WriteResult(bool HasAdditionalEventData, int Bytes, int Rung);
