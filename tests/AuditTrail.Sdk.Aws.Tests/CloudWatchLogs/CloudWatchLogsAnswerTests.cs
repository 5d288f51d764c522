using System.Net;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SSO;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Sinks;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.Aws.Tests.CloudWatchLogs;

/// <summary>What each answer of CloudWatch Logs does to the events.</summary>
public sealed class CloudWatchLogsAnswerTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan? Mending = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task AKeyThatCannotBeUsedHoldsTheEventsThoughTheProbeNeedsNone()
    {
        await using var server = await ScriptedLogs.StartAsync((_, numbers, _) => numbers.Contains(-1)
            ? (200, """{"rejectedLogEventsInfo":{"tooOldLogEventEndIndex":1}}""")
            : ScriptedLogs.Refusal("InvalidParameterException", "The specified KMS Key Id could not be used: it is disabled."));
        using var sink = LogEvents.Sink(server.Endpoint);

        var result = await sink.DeliverAsync(LogEvents.Batch(5), None);

        Assert.Equal((DeliveryStatus.Retry, Mending), (result.Status, result.RetryAfter));
        Assert.Contains("KMS key cannot be used", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACallOfWhichNothingWasTakenProvesNothing()
    {
        var now = DateTimeOffset.UtcNow;
        await using var server = await ScriptedLogs.StartAsync((_, _, before) => before == 0
            ? (200, """{"rejectedLogEventsInfo":{"tooOldLogEventEndIndex":2}}""")
            : ScriptedLogs.Refusal("InvalidParameterException"));
        using var sink = LogEvents.Sink(server.Endpoint);

        var result = await sink.DeliverAsync(LogEvents.Batch(now.AddDays(-20), now.AddDays(-20), now, now, now), None);

        Assert.Equal((DeliveryStatus.Retry, Mending), (result.Status, result.RetryAfter));
    }

    public static TheoryData<Exception> CredentialFailures =>
    [
        new AmazonSecurityTokenServiceException("not authorized to perform: sts:AssumeRole", ErrorType.Sender, "AccessDenied", "r", HttpStatusCode.Forbidden),
        new AmazonSSOException("The resource does not exist", ErrorType.Sender, "ResourceNotFoundException", "r", HttpStatusCode.NotFound),
        new AmazonClientException("Error calling AssumeRole", new AmazonSecurityTokenServiceException("not authorized to perform: sts:AssumeRole", ErrorType.Sender, "AccessDenied", "r", HttpStatusCode.Forbidden)),
    ];

    [Theory]
    [MemberData(nameof(CredentialFailures), DisableDiscoveryEnumeration = true)]
    public async Task ARefusalOfCredentialsIsNotTakenForTheServices(Exception failure)
    {
        await using var server = await ScriptedLogs.StartAsync(200, ScriptedLogs.Taken);
        using var sink = LogEvents.Sink(server.Endpoint, options => options.Credentials = new FailingCredentials(failure));

        var result = await sink.DeliverAsync(LogEvents.Batch(1), None);

        Assert.Equal((DeliveryStatus.Retry, TimeSpan.FromMinutes(1)), (result.Status, result.RetryAfter));
        Assert.Contains("Credentials could not be got", result.Reason, StringComparison.Ordinal);
        Assert.Empty(server.Operations);
    }

    [Fact]
    public async Task AnEmptyObjectThatNamesNoRequestIsNobodysAnswer()
    {
        await using var server = await RefusingServer.StartAsync(context => context.Response.WriteAsync("{}"));
        using var sink = LogEvents.Sink(server.Endpoint);

        Assert.Equal(DeliveryStatus.Retry, (await sink.DeliverAsync(LogEvents.Batch(1), None)).Status);
    }

    [Fact]
    public async Task AServersCodeIsOneShortLine()
    {
        var result = await DeliverAsync(ScriptedLogs.Refusal("Evil\\u001b[31m\\nlevel=error " + new string('x', 5_000)));

        Assert.True(result.Reason!.Length < 1_000, result.Reason);
        Assert.DoesNotContain(result.Reason, char.IsControl);
    }

    [Theory]
    [InlineData("ThrottlingException", 400)]
    [InlineData("ServiceUnavailableException", 503)]
    [InlineData("ServiceUnavailableException", 400)]
    [InlineData("InternalFailure", 500)]
    [InlineData("InternalServerException", 400)]
    [InlineData("InvalidSequenceTokenException", 400)]
    [InlineData("OperationAbortedException", 400)]
    [InlineData("ServiceQuotaExceededException", 400)]
    [InlineData("LimitExceededException", 400)]
    [InlineData("RequestTimeoutException", 408)]
    public async Task WhatPassesIsTriedAgainSoon(string code, int status)
    {
        var result = await DeliverAsync(ScriptedLogs.Refusal(code, status: status));

        Assert.Equal((DeliveryStatus.Retry, null), (result.Status, result.RetryAfter));
        Assert.Contains(code, result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UnrecognizedClientException", 400, "does not know this access key")]
    [InlineData("InvalidClientTokenId", 403, "does not know this access key")]
    [InlineData("InvalidSignatureException", 400, "signature is refused")]
    [InlineData("ExpiredTokenException", 400, "session token")]
    [InlineData("AccessDeniedException", 400, "need logs:PutLogEvents on the log group '/audit/orders'")]
    [InlineData("InvalidOperationException", 400, "look at its class")]
    [InlineData("KMSDisabledException", 400, "KMS key cannot be used")]
    [InlineData("InvalidParameterException", 400, "takes no event at all: look at LogGroup, LogStream")]
    [InlineData("ValidationException", 400, "takes no event at all")]
    [InlineData("UnknownOperationException", 404, "refuses it")]
    public async Task WhatAPersonHasToMendHoldsTheEventsAndSaysWhat(string code, int status, string words)
    {
        var result = await DeliverAsync(ScriptedLogs.Refusal(code, status: status));

        Assert.Equal((DeliveryStatus.Retry, Mending), (result.Status, result.RetryAfter));
        Assert.Contains(words, result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Reason!);
    }

    [Fact]
    public async Task WhatWasAcceptedBeforeIsDelivered() =>
        Assert.Equal(DeliveryStatus.Delivered, (await DeliverAsync(ScriptedLogs.Refusal("DataAlreadyAcceptedException"))).Status);

    [Theory]
    [InlineData("")]
    [InlineData("<html>welcome</html>")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"ok\"")]
    [InlineData("{\"status\":\"ok\"}")]
    [InlineData("{\"nextSequenceToken\":")]
    public async Task WhatIsNoAnswerOfCloudWatchLogsIsNeverDelivered(string body)
    {
        var result = await DeliverAsync((200, body));

        Assert.Equal(DeliveryStatus.Retry, result.Status);
        Assert.Contains("is not CloudWatch Logs", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData("{\"rejectedLogEventsInfo\":null}", "")]
    [InlineData("{\"rejectedLogEventsInfo\":{}}", "")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"tooNewLogEventStartIndex\":3}}", "3")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"tooNewLogEventStartIndex\":4}}", "")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"tooOldLogEventEndIndex\":1}}", "0")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"expiredLogEventEndIndex\":2}}", "0,1")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"tooOldLogEventEndIndex\":1,\"expiredLogEventEndIndex\":2,\"tooNewLogEventStartIndex\":3}}", "0,1,3")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"tooOldLogEventEndIndex\":3,\"tooNewLogEventStartIndex\":1}}", "0,1,2,3")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"tooOldLogEventEndIndex\":99}}", "0,1,2,3")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"tooOldLogEventEndIndex\":9223372036854775807}}", "0,1,2,3")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"tooNewLogEventStartIndex\":-7}}", "0,1,2,3")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"tooNewLogEventStartIndex\":99}}", "0,1,2,3")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"expiredLogEventEndIndex\":-1}}", "0,1,2,3")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"tooOldLogEventEndIndex\":\"1\"}}", "0,1,2,3")]
    [InlineData("{\"rejectedLogEventsInfo\":{\"tooOldLogEventEndIndex\":1e99}}", "0,1,2,3")]
    [InlineData("{\"rejectedLogEventsInfo\":[1]}", "0,1,2,3")]
    public async Task EachRefusedEventIsRejectedAndNoneIsLostWhateverThePlaces(string body, string rejected)
    {
        await using var server = await ScriptedLogs.StartAsync(200, body);
        using var sink = LogEvents.Sink(server.Endpoint);

        var result = await sink.DeliverAsync(LogEvents.Batch(4), None);

        Assert.Equal(DeliveryStatus.Delivered, result.Status);
        Assert.Equal(rejected, string.Join(',', result.Rejected.Select(item => item.Index)));
        Assert.All(result.Rejected, item => Assert.StartsWith("CloudWatch Logs refuse", item.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"rejectedEntityInfo\":{\"errorType\":\"InvalidAttributes\"}}", "InvalidAttributes")]
    [InlineData("{\"rejectedEntityInfo\":7}", "without a reason")]
    public async Task ARejectedEntityIsOneWarningAndHoldsNothingUp(string body, string words)
    {
        await using var server = await ScriptedLogs.StartAsync(200, body);
        var log = new CollectedLog<CloudWatchLogsSink>();
        using var sink = LogEvents.Sink(server.Endpoint, log: log, entity: new LogEventEntity("orders", "Production"));

        var results = new[] { await sink.DeliverAsync(LogEvents.Batch(1), None), await sink.DeliverAsync(LogEvents.Batch(1, first: 2), None) };

        Assert.All(results, result => Assert.Equal((DeliveryStatus.Delivered, 0), (result.Status, result.Rejected.Count)));
        Assert.Contains(words, Assert.Single(log.Texts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InvalidParameterException", 400)]
    [InlineData("SerializationException", 400)]
    [InlineData("", 413)]
    public async Task OfAThousandThePoisonedOnesAreRejectedAndBlockNobody(string code, int status)
    {
        int[] poison = [0, 413, 414, 999];
        await using var server = await ScriptedLogs.StartAsync((_, numbers, _) =>
            numbers.Intersect(poison).Any() ? ScriptedLogs.Refusal(code, "poison", status) : (200, ScriptedLogs.Taken));
        using var sink = LogEvents.Sink(server.Endpoint);

        var result = await sink.DeliverAsync(LogEvents.Batch(1_000), None);

        Assert.Equal((DeliveryStatus.Delivered, string.Join(',', poison)), (result.Status, string.Join(',', result.Rejected.Select(item => item.Index))));
        Assert.All(result.Rejected, item => Assert.Contains("poison", item.Reason, StringComparison.Ordinal));
        var taken = server.Puts.Where(put => !put.Intersect(poison).Any()).SelectMany(put => put).Where(number => number >= 0).ToList();
        Assert.Equal(Enumerable.Range(0, 1_000).Except(poison), taken);
    }

    [Fact]
    public async Task ASinglePoisonedEventIsRejectedAfterAProbeThatStoresNothing()
    {
        await using var server = await ScriptedLogs.StartAsync((_, numbers, _) =>
            numbers.Contains(0) ? ScriptedLogs.Refusal("InvalidParameterException") : (200, """{"rejectedLogEventsInfo":{"tooOldLogEventEndIndex":1}}"""));
        using var sink = LogEvents.Sink(server.Endpoint);

        var result = await sink.DeliverAsync(LogEvents.Batch(1), None);

        Assert.Equal((DeliveryStatus.Delivered, 1), (result.Status, result.Rejected.Count));
        Assert.Equal(["0", "-1"], server.Puts.Select(put => string.Join(',', put)));
        Assert.Contains("\"timestamp\":0,", server.Bodies[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatWasSettledBeforeAFailureIsNotSentAgain()
    {
        var now = DateTimeOffset.UtcNow;
        await using var server = await ScriptedLogs.StartAsync((_, numbers, before) => before switch
        {
            0 => (200, """{"rejectedLogEventsInfo":{"tooOldLogEventEndIndex":1}}"""),
            1 => ScriptedLogs.Refusal("AccessDeniedException"),
            _ => (200, ScriptedLogs.Taken),
        });
        using var sink = LogEvents.Sink(server.Endpoint);
        var batch = LogEvents.Batch(now.AddDays(-9), now.AddDays(-9).AddHours(1), now, now.AddSeconds(1));

        var first = await sink.DeliverAsync(batch, None);
        var second = await sink.DeliverAsync(batch, None);

        Assert.Equal((DeliveryStatus.Retry, DeliveryStatus.Delivered), (first.Status, second.Status));
        Assert.Equal(0, Assert.Single(second.Rejected).Index);
        Assert.Equal(["0,1", "2,3", "2,3"], server.Puts.Select(put => string.Join(',', put)));
    }

    [Fact]
    public async Task AnAttemptThatIsCancelledEndsWithTheCallersCancellation()
    {
        using var source = new CancellationTokenSource();
        await using var server = await ScriptedLogs.StartAsync((_, _, _) =>
        {
            source.Cancel();
            return (200, ScriptedLogs.Taken);
        });
        using var sink = LogEvents.Sink(server.Endpoint);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await sink.DeliverAsync(LogEvents.Batch(1), source.Token));
    }

    private static async Task<DeliveryResult> DeliverAsync((int Status, string Body) answer)
    {
        await using var server = await ScriptedLogs.StartAsync(answer.Status, answer.Body);
        using var sink = LogEvents.Sink(server.Endpoint);
        return await sink.DeliverAsync(LogEvents.Batch(2), None);
    }

    private sealed class FailingCredentials(Exception failure) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw failure;

        public override Task<ImmutableCredentials> GetCredentialsAsync() => Task.FromException<ImmutableCredentials>(failure);
    }
}
