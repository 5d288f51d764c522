namespace AuditTrail.Tool.Verification;

/// <summary>How a bucket is reached; credentials come from the AWS SDK's chain.</summary>
/// <param name="EndpointUrl">The server, where it is not Amazon's.</param>
/// <param name="Region">The region; null for what the SDK finds.</param>
/// <param name="PathStyle">Whether the bucket's name stands in the path.</param>
internal sealed record S3Access(string? EndpointUrl, string? Region, bool PathStyle)
{
    /// <summary>The options that were given.</summary>
    public IReadOnlyList<string> Options =>
    [
        .. EndpointUrl is null ? Array.Empty<string>() : ["--endpoint-url"],
        .. Region is null ? Array.Empty<string>() : ["--region"],
        .. PathStyle ? ["--path-style"] : Array.Empty<string>(),
    ];
}
