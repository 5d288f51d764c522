namespace AuditTrail.Tests.Sinks;

/// <summary>A clock that stands still until it is set, forwards or back.</summary>
internal sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;
}
