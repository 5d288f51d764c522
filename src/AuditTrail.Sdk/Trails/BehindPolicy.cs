namespace AuditTrail.Trails;

/// <summary>What happens when a trail that is far behind keeps the journal from staying within its budget.</summary>
public enum BehindPolicy
{
    /// <summary>The trail keeps its events. When the journal is full, recording fails as its failure policy says. The default.</summary>
    Hold,

    /// <summary>The trail jumps forward as far as that frees the journal, and a gap marker in the trail names exactly what it left out.</summary>
    Skip,
}
