using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AuditTrail.Aws;

/// <summary>Repeats a request only when the SDK can correct the clock that it was signed by.</summary>
/// <remarks>Everything else is delivery's to repeat: it waits longer, says so, and a request that the SDK repeats would be one more than the service allows in a second.</remarks>
internal sealed class ClockRetryPolicy(IClientConfig config) : StandardRetryPolicy(config)
{
    public override bool RetryForException(IExecutionContext executionContext, Exception exception) => false;

    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) => Task.FromResult(false);
}
