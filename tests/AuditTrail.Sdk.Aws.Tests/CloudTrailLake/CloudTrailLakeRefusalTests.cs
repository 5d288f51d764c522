using System.Net;
using Amazon.Runtime;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Sinks;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.Aws.Tests.CloudTrailLake;

/// <summary>What a whole request's refusal means, and what is said of it.</summary>
public sealed class CloudTrailLakeRefusalTests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan WhenMended = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(400, "ChannelNotFound", "", "correct ChannelArn")]
    [InlineData(404, "ChannelNotFoundException", "", "correct ChannelArn")]
    [InlineData(400, "InvalidChannelARN", "", "correct ChannelArn")]
    [InlineData(403, "ChannelInsufficientPermission", "", "ExternalId has to be what it demands")]
    [InlineData(400, "ChannelUnsupportedSchema", "", "ActivityAuditLog")]
    [InlineData(400, "UnsupportedOperationException", "", "not supported in region 'eu-central-1'")]
    [InlineData(400, "InvalidParameterException", "Invalid request provided: CloudTrail Lake is no longer accepting new customers. Existing customers can continue to use their event data stores.", "Send this trail to CloudWatch Logs (ToCloudWatchLogs) or into an archive (ToS3) instead.")]
    [InlineData(403, "AccessDeniedException", "User is not authorized", "these credentials need cloudtrail-data:PutAuditEvents on arn:aws:cloudtrail:eu-central-1:123456789012:channel/")]
    [InlineData(403, "UnrecognizedClientException", "The security token included in the request is invalid", "Set the credentials of one that is active")]
    [InlineData(403, "InvalidSignatureException", "The request signature we calculated does not match the signature you provided.", "The signature is refused")]
    [InlineData(400, "ValidationException", "1 validation error detected", "refuses it")]
    [InlineData(413, "", "<html>too large</html>", "refuses it")]
    [InlineData(302, "", "", "redirects, which the service never does: look at Endpoint")]
    public async Task WhatAPersonHasToMendHoldsTheEventsAndSaysWhat(int status, string code, string message, string words)
    {
        var result = await DeliverAsync(status, code, message);

        Assert.Equal((DeliveryStatus.Retry, WhenMended), (result.Status, result.RetryAfter));
        Assert.Contains(words, result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("orders/17", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "ThrottlingException")]
    [InlineData(429, "TooManyRequestsException")]
    [InlineData(500, "InternalServerException")]
    [InlineData(503, "ServiceUnavailableException")]
    [InlineData(502, "")]
    public async Task WhatPassesIsTriedAgainAtTheBackOffsTime(int status, string code)
    {
        var result = await DeliverAsync(status, code, "later");

        Assert.Equal((DeliveryStatus.Retry, null), (result.Status, result.RetryAfter));
    }

    [Fact]
    public async Task TheWaitThatTheServiceAsksForIsPassedOn()
    {
        var result = await DeliverAsync(503, "ServiceUnavailableException", "later", ("Retry-After", "17"));

        Assert.Equal(TimeSpan.FromSeconds(17), result.RetryAfter);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Welcome to the hotel's network</html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"successful\":null}")]
    [InlineData("{\"successful\":{\"id\":\"x\"}}")]
    [InlineData("{\"successful\":\"all\",\"failed\":0}")]
    public async Task AnAnswerThatIsNotTheOperationsNeverCountsAsDelivered(string body)
    {
        var result = await DeliverAsync(200, "", body);

        Assert.Equal((DeliveryStatus.Retry, null), (result.Status, result.RetryAfter));
        Assert.Contains("without PutAuditEvents' JSON", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"successful\":[],\"failed\":[]}")]
    [InlineData("{\"successful\":[{\"id\":17},null,\"x\",{}]}")]
    public async Task NorDoesOneThatNamesNobody(string body)
    {
        var result = await DeliverAsync(200, "", body);

        Assert.Equal((DeliveryStatus.Retry, "PutAuditEvents did not take 2 of 2 events: the answer does not name it"), (result.Status, result.Reason));
    }

    [Fact]
    public async Task OneIdTwiceHoldsNobodyUp()
    {
        var sizes = new List<int>();
        using var sink = LakeEvents.Sink(request =>
        {
            sizes.Add(request.AuditEvents.Count);
            return request.AuditEvents.Count > 1 ? throw Refusal("DuplicatedAuditEventId") : LakeEvents.Taken(request);
        });

        Assert.Equal(DeliveryStatus.Delivered, (await sink.DeliverAsync(LakeEvents.Batch(3), None)).Status);
        Assert.Equal([3, 1, 2, 1, 1], sizes);
    }

    [Theory]
    [InlineData("ValidationException")]
    [InlineData("SerializationException")]
    public async Task OfAHundredTheOneThatIsMeantIsRejectedAndBlocksNobody(string code)
    {
        var taken = new List<string>();
        using var sink = LakeEvents.Sink(request =>
        {
            if (request.AuditEvents.Any(entry => entry.EventData.Contains("\"Order1\"", StringComparison.Ordinal)))
            {
                throw Refusal(code);
            }

            taken.AddRange(request.AuditEvents.Select(entry => entry.Id));
            return LakeEvents.Taken(request);
        });

        var result = await sink.DeliverAsync(LakeEvents.Batch(100), None);

        Assert.Equal((DeliveryStatus.Delivered, 0), (result.Status, Assert.Single(result.Rejected).Index));
        Assert.Equal(Enumerable.Range(2, 99).Select(number => $"{LakeEvents.Stream:N}-{number}"), taken);
    }

    [Fact]
    public async Task WhenNoneIsTakenTheOptionsMayBeToBlameAndAllWait()
    {
        using var sink = LakeEvents.Sink(_ => throw Refusal("ValidationException"));

        var result = await sink.DeliverAsync(LakeEvents.Batch(4), None);

        Assert.Equal((DeliveryStatus.Retry, WhenMended), (result.Status, result.RetryAfter));
    }

    [Theory]
    [InlineData("ChannelNotFoundException", "correct ChannelArn")]
    [InlineData("ChannelNotFound", "correct ChannelArn")]
    public async Task TheOfficialClientsRefusalsAreUnderstoodToo(string code, string words)
    {
        using var sink = LakeEvents.Sink(_ => throw Refusal(code));

        var result = await sink.DeliverAsync(LakeEvents.Batch(1), None);

        Assert.Equal(WhenMended, result.RetryAfter);
        Assert.Contains(words, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhateverAClientThrowsTheEventsStay()
    {
        using var sink = LakeEvents.Sink(_ => throw new AmazonServiceException("bare") { StatusCode = HttpStatusCode.BadRequest });
        using var other = LakeEvents.Sink(_ => throw new InvalidTimeZoneException("anything"));
        using var nothing = LakeEvents.Sink(_ => null!);

        Assert.Equal(DeliveryStatus.Retry, (await sink.DeliverAsync(LakeEvents.Batch(1), None)).Status);
        Assert.Equal("PutAuditEvents failed. (anything)", (await other.DeliverAsync(LakeEvents.Batch(1), None)).Reason);
        Assert.Equal("PutAuditEvents failed. (PutAuditEvents returned null)", (await nothing.DeliverAsync(LakeEvents.Batch(1), None)).Reason);
    }

    [Fact]
    public async Task ACancelledAttemptIsNoAnswer()
    {
        using var cancelled = new CancellationTokenSource();
        using var sink = LakeEvents.Sink(options => options.PutAuditEvents = async (_, token) =>
        {
            await cancelled.CancelAsync();
            token.ThrowIfCancellationRequested();
            return new PutAuditEventsResponse();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await sink.DeliverAsync(LakeEvents.Batch(1), cancelled.Token));
    }

    private static AmazonServiceException Refusal(string code) =>
        new("words", innerException: null, ErrorType.Sender, code, "request-1", HttpStatusCode.BadRequest);

    private static async Task<DeliveryResult> DeliverAsync(int status, string code, string message, params (string Name, string Value)[] headers)
    {
        await using var server = await RefusingServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            if (code.Length > 0)
            {
                context.Response.Headers["x-amzn-ErrorType"] = code;
            }

            return context.Response.WriteAsync(code.Length > 0 ? $"{{\"message\":{System.Text.Json.JsonSerializer.Serialize(message)}}}" : message);
        });
        using var sink = LakeEvents.Sink(options =>
        {
            (options.Endpoint, options.ExternalId) = (server.Endpoint, "orders/17");
            options.Credentials = new BasicAWSCredentials("AKIDEXAMPLE", Secret);
        });
        return await sink.DeliverAsync(LakeEvents.Batch(2), None);
    }
}
