using Amazon.Runtime;

namespace AuditTrail.Aws;

/// <summary>What a <see cref="JsonService"/> answered when it did not refuse.</summary>
internal sealed class JsonAnswer : AmazonWebServiceResponse
{
    /// <summary>The answer's JSON; may be empty.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Whether the answer names its request (<c>x-amzn-RequestId</c>), as every answer of AWS does and no proxy's.</summary>
    public bool NamesRequest { get; init; }

    /// <summary>The service's clock (<c>Date</c>), or null if it did not say.</summary>
    public DateTimeOffset? ServerTime { get; init; }
}
