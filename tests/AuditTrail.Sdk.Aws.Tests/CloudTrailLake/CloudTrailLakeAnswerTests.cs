using AuditTrail.Sinks;

namespace AuditTrail.Aws.Tests.CloudTrailLake;

/// <summary>What becomes of each event, by what the service says of it.</summary>
public sealed class CloudTrailLakeAnswerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("FieldTooLong")]
    [InlineData("FieldNotFound")]
    [InlineData("InvalidChecksum")]
    [InlineData("InvalidData")]
    [InlineData("InvalidEventSource")]
    [InlineData("SomethingNew")]
    public async Task AnEventThatCanNeverBeTakenIsRejectedWithCodeAndMessage(string code)
    {
        using var sink = LakeEvents.Sink(request => Failing(request, 1, code, "no\nway"));

        var result = await sink.DeliverAsync(LakeEvents.Batch(3), None);

        Assert.Equal(DeliveryStatus.Delivered, result.Status);
        Assert.Equal(new RejectedEvent(1, $"{code}: noway"), Assert.Single(result.Rejected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SomethingNew")]
    [InlineData("InternalServiceError")]
    [InlineData("AccessDeniedException")]
    [InlineData("ChannelNotFound")]
    [InlineData("ExpiredTokenException")]
    [InlineData("DuplicatedAuditEventId")]
    public async Task ACodeThatNobodyKnowsDrainsNoTrailIntoTheDeadLetters(string code)
    {
        using var sink = LakeEvents.Sink(request => new PutAuditEventsResponse { Failed = [.. request.AuditEvents.Select(entry => new PutAuditEventsFailure(entry.Id, code, "m"))] });

        var result = await sink.DeliverAsync(LakeEvents.Batch(100), None);

        Assert.Equal((DeliveryStatus.Retry, 0), (result.Status, result.Rejected.Count));
    }

    [Fact]
    public async Task ACodeThatNobodyKnowsIsTheEventsOwnWhereTheChannelTookOthers()
    {
        var requests = 0;
        using var sink = LakeEvents.Sink(request => requests++ == 0 ? LakeEvents.Taken(request) : Failing(request, 0, "SomethingNew", "m"));

        await sink.DeliverAsync(LakeEvents.Batch(1), None);

        Assert.Single((await sink.DeliverAsync(LakeEvents.Batch(1), None)).Rejected);
    }

    [Theory]
    [InlineData("Throttling")]
    [InlineData("InternalFailure")]
    [InlineData("ThrottlingException")]
    [InlineData("ServiceUnavailable")]
    [InlineData(null)]
    public async Task OnlyWhatPassesIsSentAgain(string? code)
    {
        var sent = new List<int>();
        using var sink = LakeEvents.Sink(request =>
        {
            sent.Add(request.AuditEvents.Count);
            return sent.Count == 1 ? Failing(request, 1, code, "busy") : LakeEvents.Taken(request);
        });
        var batch = LakeEvents.Batch(3);

        var first = await sink.DeliverAsync(batch, None);
        var second = await sink.DeliverAsync(batch, None);

        Assert.Equal((DeliveryStatus.Retry, $"PutAuditEvents did not take 1 of 3 events: {code ?? "no error code"}: busy", null), (first.Status, first.Reason, first.RetryAfter));
        Assert.Equal((DeliveryStatus.Delivered, 0), (second.Status, second.Rejected.Count));
        Assert.Equal([3, 1], sent);
    }

    [Theory]
    [InlineData("AccountNotSubscribed", "closed to new customers (2026-05-31)")]
    [InlineData("InvalidRecipient", "correct ChannelArn")]
    public async Task WhatAPersonHasToMendHoldsTheEvents(string code, string words)
    {
        using var sink = LakeEvents.Sink(request => Failing(request, 1, code, "."));

        var result = await sink.DeliverAsync(LakeEvents.Batch(3), None);

        Assert.Equal((DeliveryStatus.Retry, TimeSpan.FromMinutes(5)), (result.Status, result.RetryAfter));
        Assert.Contains(words, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusalBesideAFailureIsNotForgotten()
    {
        var calls = 0;
        using var sink = LakeEvents.Sink(request => ++calls == 1
            ? new PutAuditEventsResponse { Failed = [new(request.AuditEvents[0].Id, "InvalidData", "bad"), new(request.AuditEvents[1].Id, "Throttling", "busy")], Successful = [new(request.AuditEvents[2].Id, "e")] }
            : LakeEvents.Taken(request));
        var batch = LakeEvents.Batch(3);

        await sink.DeliverAsync(batch, None);
        var result = await sink.DeliverAsync(batch, None);

        Assert.Equal(new RejectedEvent(0, "InvalidData: bad"), Assert.Single(result.Rejected));
    }

    [Fact]
    public async Task WhoeverIsThrottledBesideAConfigurationErrorComesBackSoon()
    {
        using var sink = LakeEvents.Sink(request => new PutAuditEventsResponse { Failed = [new(request.AuditEvents[0].Id, "Throttling", "busy"), new(request.AuditEvents[1].Id, "InvalidRecipient", "x")] });

        var result = await sink.DeliverAsync(LakeEvents.Batch(2), None);

        Assert.Equal((DeliveryStatus.Retry, null), (result.Status, result.RetryAfter));
        Assert.StartsWith("PutAuditEvents did not take 2 of 2 events: InvalidRecipient: x", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEventThatTheAnswerDoesNotNameIsNotDelivered()
    {
        using var sink = LakeEvents.Sink(request => new PutAuditEventsResponse { Successful = [new(request.AuditEvents[0].Id, "e"), new("somebody-elses", "e"), new(null!, null), null!] });

        var result = await sink.DeliverAsync(LakeEvents.Batch(2), None);

        Assert.Equal((DeliveryStatus.Retry, "PutAuditEvents did not take 1 of 2 events: the answer does not name it"), (result.Status, result.Reason));
    }

    [Fact]
    public async Task AnEventThatIsNamedAsTakenAndAsFailedIsNotCertain()
    {
        using var sink = LakeEvents.Sink(request => LakeEvents.Taken(request) with { Failed = [new(request.AuditEvents[0].Id, "InvalidData", "bad")] });

        var result = await sink.DeliverAsync(LakeEvents.Batch(1), None);

        Assert.Equal((DeliveryStatus.Retry, "PutAuditEvents did not take 1 of 1 events: the answer names it in two ways"), (result.Status, result.Reason));
    }

    [Fact]
    public async Task TwoWaysToFailAreNotCertainEither()
    {
        using var sink = LakeEvents.Sink(request => new PutAuditEventsResponse { Failed = [new(request.AuditEvents[0].Id, "InvalidData", "bad"), new(request.AuditEvents[0].Id, "Throttling", "busy")] });

        Assert.Equal(DeliveryStatus.Retry, (await sink.DeliverAsync(LakeEvents.Batch(1), None)).Status);
    }

    [Fact]
    public async Task AnEventThatIsNamedTwiceAsTakenIsTaken()
    {
        using var sink = LakeEvents.Sink(request => new PutAuditEventsResponse { Successful = [.. LakeEvents.Taken(request).Successful, .. LakeEvents.Taken(request).Successful], Failed = null! });

        Assert.Equal(DeliveryStatus.Delivered, (await sink.DeliverAsync(LakeEvents.Batch(2), None)).Status);
    }

    [Fact]
    public async Task IdsAreTheSameAtEachAttemptAndFitTheModel()
    {
        var ids = new List<string>();
        var datas = new List<string>();
        using var sink = LakeEvents.Sink(request =>
        {
            ids.AddRange(request.AuditEvents.Select(entry => entry.Id));
            datas.AddRange(request.AuditEvents.Select(entry => entry.EventData));
            return new PutAuditEventsResponse();
        });
        var batch = LakeEvents.Batch(3);

        await sink.DeliverAsync(batch, None);
        await sink.DeliverAsync(batch, None);

        Assert.Equal(ids[..3], ids[3..]);
        Assert.Equal(datas[..3], datas[3..]);
        Assert.Equal(3, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, id => Assert.Matches("^[-_A-Za-z0-9]{1,128}$", id));
        Assert.Equal($"{LakeEvents.Stream:N}-1", ids[0]);
    }

    [Fact]
    public async Task TwoEventsWithOneEventIdAreTwoEntries()
    {
        using var sink = LakeEvents.Sink(request =>
        {
            Assert.Equal(2, request.AuditEvents.Select(entry => entry.Id).Distinct(StringComparer.Ordinal).Count());
            return LakeEvents.Taken(request);
        });
        const string Record = """{"eventVersion":"1.11","eventID":"0198a3c4-0000-7000-8000-000000000001","eventName":"A"}""";

        Assert.Equal(DeliveryStatus.Delivered, (await sink.DeliverAsync(AuditBatch.OfJson([Record, Record]), None)).Status);
    }

    [Fact]
    public async Task AReplaySendsWhatWasRefusedAgain()
    {
        var calls = 0;
        using var sink = LakeEvents.Sink(request => ++calls == 1 ? Failing(request, 0, "InvalidData", "bad") : LakeEvents.Taken(request));

        await sink.DeliverAsync(LakeEvents.Batch(1), None);
        var result = await sink.DeliverAsync(LakeEvents.Batch(1, occasion: BatchOccasion.Replay), None);

        Assert.Equal((DeliveryStatus.Delivered, 0, 2), (result.Status, result.Rejected.Count, calls));
    }

    [Fact]
    public async Task AReasonIsOneLineWithAnEndAndWithoutHalvesOfCharacters()
    {
        using var sink = LakeEvents.Sink(request => Failing(request, 0, "InvalidData", "\u001b[31m\ud800" + string.Concat(Enumerable.Repeat("𝄞", 2_000))));

        var reason = Assert.Single((await sink.DeliverAsync(LakeEvents.Batch(1), None)).Rejected).Reason;

        Assert.StartsWith("InvalidData: [31m\ufffd𝄞𝄞", reason, StringComparison.Ordinal);
        Assert.EndsWith("𝄞", reason, StringComparison.Ordinal);
        Assert.Equal(1_024, reason.EnumerateRunes().Count());
    }

    [Fact]
    public async Task AnEmptyBatchAsksNobody()
    {
        using var sink = LakeEvents.Sink(_ => throw new InvalidOperationException());

        Assert.Equal(DeliveryStatus.Delivered, (await sink.DeliverAsync(LakeEvents.Batch(0, occasion: BatchOccasion.Stop), None)).Status);
    }

    /// <summary>All are taken but one.</summary>
    private static PutAuditEventsResponse Failing(PutAuditEventsRequest request, int index, string? code, string message) => new()
    {
        Successful = [.. LakeEvents.Taken(request).Successful.Where((_, place) => place != index)],
        Failed = [new(request.AuditEvents[index].Id, code, message)],
    };
}
