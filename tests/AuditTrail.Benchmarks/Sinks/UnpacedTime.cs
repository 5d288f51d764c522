namespace AuditTrail.Benchmarks.Sinks;

/// <summary>A clock of which a thousand seconds pass in one, so that a sink's own pace (CloudTrail Lake's hundred requests a second) is not what is measured.</summary>
internal sealed class UnpacedTime : TimeProvider
{
    public override long GetTimestamp() => System.GetTimestamp() * 1_000;
}
