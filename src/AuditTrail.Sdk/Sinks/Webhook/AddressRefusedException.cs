namespace AuditTrail.Sinks.Webhook;

/// <summary>A name has only addresses that a webhook may not connect to.</summary>
internal sealed class AddressRefusedException(string message) : IOException(message);
