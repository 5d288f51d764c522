namespace AuditTrail.Aws;

/// <summary>A service of AWS that takes JSON.</summary>
/// <param name="ServiceId">Its id in the service model: names the environment variable of its endpoint, and the client in the user agent.</param>
/// <param name="SigningName">What requests are signed for.</param>
/// <param name="EndpointPrefix">What its host names begin with.</param>
/// <param name="Version">Its API's version.</param>
internal sealed record JsonService(string ServiceId, string SigningName, string EndpointPrefix, string Version)
{
    // Source: the service models of botocore 1.43.
    public static JsonService CloudTrailData { get; } = new("CloudTrail Data", "cloudtrail-data", "cloudtrail-data", "2021-08-11");

    public static JsonService CloudWatchLogs { get; } = new("CloudWatch Logs", "logs", "logs", "2014-03-28");
}
