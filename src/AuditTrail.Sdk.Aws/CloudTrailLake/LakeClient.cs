namespace AuditTrail.Aws;

/// <summary>The client in the box: <c>PutAuditEvents</c> of the service <c>cloudtrail-data</c>.</summary>
internal sealed class LakeClient(ChannelArn channel, CloudTrailLakeSinkOptions options, ServiceClock clock) : IDisposable
{
    private readonly JsonServiceClient _client = new(JsonService.CloudTrailData, channel.Region, options, clock);

    public async Task<PutAuditEventsResponse> PutAsync(PutAuditEventsRequest request, CancellationToken cancellationToken)
    {
        var call = new JsonCall("PutAuditEvents", PutAuditEventsJson.Write(request.AuditEvents))
        {
            Path = "/PutAuditEvents",
            Query = request.ExternalId is { } id
                ? [new("channelArn", request.ChannelArn), new("externalId", id)]
                : [new("channelArn", request.ChannelArn)],
            Headers = [new("X-Amz-Api-Version", JsonService.CloudTrailData.Version)],
        };
        var answer = await _client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return PutAuditEventsJson.Read(answer.Body);
    }

    public void Dispose() => _client.Dispose();
}
