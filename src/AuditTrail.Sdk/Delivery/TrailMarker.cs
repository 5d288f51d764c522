namespace AuditTrail.Delivery;

/// <summary>A gap marker of one trail alone: it is not in the journal, so it lives in the cursor until the sink has it.</summary>
/// <param name="Gap">What it says.</param>
/// <param name="Time">When it was raised.</param>
/// <param name="Payload">The record as it will be delivered, but for the splice: kept, so that a repetition has the same bytes.</param>
/// <param name="HasAdditionalEventData">What the splice has to know.</param>
internal sealed record TrailMarker(GapFacts Gap, DateTimeOffset Time, ReadOnlyMemory<byte> Payload, bool HasAdditionalEventData);
