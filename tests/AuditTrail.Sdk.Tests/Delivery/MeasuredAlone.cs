namespace AuditTrail.Tests.Delivery;

/// <summary>Tests that measure memory run while nothing else does.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
