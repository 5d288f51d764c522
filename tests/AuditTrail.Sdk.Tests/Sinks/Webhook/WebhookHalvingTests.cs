using System.Net;
using AuditTrail.Sinks;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>One event that a receiver cannot take does not keep the others from it.</summary>
public sealed class WebhookHalvingTests
{
    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    public async Task ThePoisonIsFoundAndTheOthersArriveInOrder(HttpStatusCode refusal)
    {
        var receiver = new PoisonedReceiver(refusal, "E3", "E4", "E9");
        var rig = new WebhookRig(receiver.Script);

        var result = await rig.DeliverAsync(TrailTape.Of(10).Batch(0, 10));

        Assert.Equal(DeliveryStatus.Delivered, result.Status);
        Assert.Equal([2, 3, 8], result.Rejected.Select(rejected => rejected.Index));
        Assert.All(result.Rejected, rejected => Assert.StartsWith($"https://siem.example.com answered {(int)refusal} ", rejected.Reason, StringComparison.Ordinal));
        Assert.Equal(["E1", "E2", "E5", "E6", "E7", "E8", "E10"], receiver.Accepted);
    }

    [Fact]
    public async Task EachEventIsItsOwnPoisonAtMost()
    {
        const int Events = 16;
        var receiver = new PoisonedReceiver(HttpStatusCode.UnprocessableEntity, [.. Enumerable.Range(1, Events).Select(n => $"E{n}")]);
        var rig = new WebhookRig(receiver.Script);

        var result = await rig.DeliverAsync(TrailTape.Of(Events).Batch(0, Events));

        Assert.Equal(Events, result.Rejected.Count);
        Assert.Equal((2 * Events) - 1, rig.Receiver.Requests.Count);
    }

    [Fact]
    public async Task AHalvingThatIsInterruptedGoesOnWhereItWas()
    {
        var receiver = new PoisonedReceiver(HttpStatusCode.BadRequest, "E2") { FailsAt = 5 };
        var rig = new WebhookRig(receiver.Script);
        var batch = TrailTape.Of(8).Batch(0, 8);

        // All, 1-4, 1-2, 1, then the connection breaks at 2.
        var first = await rig.DeliverAsync(batch);
        var second = await rig.DeliverAsync(batch);

        Assert.Equal(DeliveryStatus.Retry, first.Status);
        Assert.Equal(1, Assert.Single(second.Rejected).Index);
        Assert.Equal(["E1", "E3", "E4", "E5", "E6", "E7", "E8"], receiver.Accepted);
        // Neither what arrived nor what was refused as a whole comes again.
        Assert.Equal(["E2", "E3E4", "E5E6E7E8"], rig.Receiver.Requests.Skip(5).Select(request => string.Concat(WebhookRig.NamesIn(request.Body))));
        Assert.Equal(rig.Receiver.Requests[4].Id, rig.Receiver.Requests[5].Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    public async Task AReceiverThatTakesFewRequestsAtATimeIsGotPastAll(int requestsAnAttempt)
    {
        const int Events = 500;
        var receiver = new PoisonedReceiver(HttpStatusCode.UnprocessableEntity, "E1", "E250") { RequestsAnAttempt = requestsAnAttempt };
        var rig = new WebhookRig(receiver.Script);
        var batch = TrailTape.Of(Events).Batch(0, Events);

        var result = DeliveryResult.Retry("not yet");
        for (var attempt = 0; attempt < 50 && result.Status == DeliveryStatus.Retry; attempt++)
        {
            receiver.NextAttempt();
            result = await rig.DeliverAsync(batch);
        }

        Assert.Equal([0, 249], result.Rejected.Select(rejected => rejected.Index));
        Assert.Equal(Enumerable.Range(1, Events).Where(n => n is not (1 or 250)).Select(n => $"E{n}"), receiver.Accepted);
    }

    [Fact]
    public async Task AnAttemptThatIsCancelledKeepsHowFarTheHalvingHadGot()
    {
        using var late = new CancellationTokenSource();
        var calls = 0;
        var rig = new WebhookRig(new ScriptedReceiver(async (_, cancelled) =>
        {
            if (++calls == 3)
            {
                await late.CancelAsync();
                await Task.Delay(Timeout.Infinite, cancelled);
            }

            return new HttpResponseMessage(calls < 3 ? HttpStatusCode.BadRequest : HttpStatusCode.OK);
        }));
        var batch = TrailTape.Of(8).Batch(0, 8);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.Sink.DeliverAsync(batch, late.Token).AsTask());
        await rig.DeliverAsync(batch);

        Assert.Equal([8, 4, 2, 2, 2, 4], rig.Receiver.Requests.Select(request => WebhookRig.NamesIn(request.Body).Count));
    }

    [Fact]
    public async Task HowFarAHalvingHadGotIsForgottenWithItsBatch()
    {
        var receiver = new PoisonedReceiver(HttpStatusCode.BadRequest, "E1") { FailsAt = 3 };
        var rig = new WebhookRig(receiver.Script);
        var tape = TrailTape.Of(8);

        // All, 1-2, then the connection breaks; another stream's replay comes between.
        await rig.DeliverAsync(tape.Batch(0, 4));
        receiver.Mend();
        await rig.DeliverAsync(tape.Batch(0, 4, occasion: BatchOccasion.Replay));
        await rig.DeliverAsync(tape.Batch(4, 8));

        Assert.Equal([4, 2, 1, 4, 4], rig.Receiver.Requests.Select(request => WebhookRig.NamesIn(request.Body).Count));
    }

    [Fact]
    public async Task ARefusalBeforeAnInterruptionIsNotForgotten()
    {
        var receiver = new PoisonedReceiver(HttpStatusCode.BadRequest, "E1") { FailsAt = 3 };
        var rig = new WebhookRig(receiver.Script);
        var batch = TrailTape.Of(2).Batch(0, 2);

        Assert.Equal(DeliveryStatus.Retry, (await rig.DeliverAsync(batch)).Status);
        var second = await rig.DeliverAsync(batch);

        Assert.Equal(0, Assert.Single(second.Rejected).Index);
        Assert.Equal(["E2"], receiver.Accepted);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(406)]
    [InlineData(407)]
    [InlineData(410)]
    [InlineData(411)]
    [InlineData(414)]
    [InlineData(415)]
    [InlineData(417)]
    [InlineData(421)]
    [InlineData(426)]
    [InlineData(428)]
    [InlineData(431)]
    [InlineData(451)]
    public async Task ARefusalOfTheCallerIsNotAskedAgainForEachEvent(int status)
    {
        var rig = new WebhookRig(new ScriptedReceiver((HttpStatusCode)status));

        var result = await rig.DeliverAsync(TrailTape.Of(8).Batch(0, 8));
        await rig.DeliverAsync(TrailTape.Of(9).Batch(8, 9));

        Assert.Equal(2, rig.Receiver.Requests.Count);
        Assert.Equal(Enumerable.Range(0, 8), result.Rejected.Select(rejected => rejected.Index));
        // Said once for as long as it lasts.
        Assert.Contains("HoldStatuses", Assert.Single(rig.Log.Entries).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    [InlineData(412)]
    [InlineData(413)]
    [InlineData(416)]
    [InlineData(418)]
    [InlineData(422)]
    [InlineData(423)]
    [InlineData(424)]
    [InlineData(499)]
    public async Task ARefusalThatMayBeAboutOneEventIsHalved(int status)
    {
        var rig = new WebhookRig(new ScriptedReceiver((HttpStatusCode)status));

        var result = await rig.DeliverAsync(TrailTape.Of(2).Batch(0, 2));

        Assert.Equal(3, rig.Receiver.Requests.Count);
        Assert.Equal([0, 1], result.Rejected.Select(rejected => rejected.Index));
    }

    [Fact]
    public async Task ReplayedDeadLettersAreOfferedAgain()
    {
        var receiver = new PoisonedReceiver(HttpStatusCode.BadRequest, "E1");
        var rig = new WebhookRig(receiver.Script);

        var refused = await rig.DeliverAsync(TrailTape.Of(1).Batch(0, 1, occasion: BatchOccasion.Replay));
        receiver.Mend();
        var taken = await rig.DeliverAsync(TrailTape.Of(1).Batch(0, 1, occasion: BatchOccasion.Replay));

        Assert.Single(refused.Rejected);
        Assert.Empty(taken.Rejected);
        Assert.Equal(["E1"], receiver.Accepted);
    }

    /// <summary>Refuses every request with a poison in it, and can be cut once.</summary>
    private sealed class PoisonedReceiver
    {
        private readonly HashSet<string> _poisons;
        private readonly HttpStatusCode _refusal;
        private int _calls;
        private int _callsOfAttempt;

        public PoisonedReceiver(HttpStatusCode refusal, params string[] poisons)
        {
            _refusal = refusal;
            _poisons = [.. poisons];
            Script = new ScriptedReceiver(Answer);
        }

        public int FailsAt { get; init; }

        public int RequestsAnAttempt { get; init; } = int.MaxValue;

        public List<string> Accepted { get; } = [];

        public ScriptedReceiver Script { get; }

        public void Mend() => _poisons.Clear();

        public void NextAttempt() => _callsOfAttempt = 0;

        private HttpResponseMessage Answer(ReceivedRequest request)
        {
            if (++_calls == FailsAt)
            {
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "cut");
            }

            if (++_callsOfAttempt > RequestsAnAttempt)
            {
                return new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            }

            var names = WebhookRig.NamesIn(request.Body);
            if (_poisons.Overlaps(names))
            {
                return new HttpResponseMessage(_refusal);
            }

            Accepted.AddRange(names);
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
