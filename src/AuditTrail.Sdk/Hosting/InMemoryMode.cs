namespace AuditTrail.Hosting;

/// <summary>Registered when the whole application records into memory; see <c>UseInMemoryAuditTrail</c>.</summary>
internal sealed class InMemoryMode;
