namespace AuditTrail.Aws.Tests.Support;

/// <summary>Tests that change what the whole process sees.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
