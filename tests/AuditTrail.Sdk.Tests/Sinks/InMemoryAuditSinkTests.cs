using AuditTrail.Events;
using AuditTrail.Sinks;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Sinks;

public sealed class InMemoryAuditSinkTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly InMemoryAuditSink _sink = new();

    [Fact]
    public async Task EventsAreInOrderAndWithoutTheTrailsOwn()
    {
        await DeliverAsync(AuditBatch.Of([Event("TrailStarted", "audittrail"), Event("SignIn"), Event("SignOut")]));

        Assert.Equal(["SignIn", "SignOut"], _sink.Events.Select(item => item.EventName));
        Assert.Equal(["TrailStarted", "SignIn", "SignOut"], _sink.AllEvents.Select(item => item.EventName));
        Assert.Equal(_sink.AllEvents.Select(item => item.EventId), _sink.AllJson.Select(json => AuditEvent.Parse(json).EventId));
    }

    [Fact]
    public async Task EventsIsASnapshot()
    {
        await DeliverAsync(AuditBatch.Of([Event("SignIn")]));
        var before = _sink.Events;

        await DeliverAsync(AuditBatch.Of([Event("SignOut")], firstSequence: 2));

        Assert.Single(before);
        Assert.Equal(2, _sink.Events.Count);
    }

    [Fact]
    public async Task ARepeatedDeliveryThatIsCutDifferentlyChangesNothing()
    {
        var tape = TrailTape.Of(9).Add(0, name: "Marker");
        await DeliverAsync(tape.Batch(0, 6));
        await DeliverAsync(tape.Batch(3, 8));
        await DeliverAsync(tape.Batch(0, 10));
        await DeliverAsync(tape.Batch(9, 10));

        Assert.Equal(tape.Lines, _sink.AllJson);
    }

    [Fact]
    public async Task AnEventThatTwoTrailsDeliverIsThereOnceAndEachTrailHasIt()
    {
        var item = Event("SignIn");
        await DeliverAsync(AuditBatch.Of([item], trail: "security"));
        await DeliverAsync(AuditBatch.Of([item, Event("ListOrders")], trail: "everything"));

        Assert.Equal(2, _sink.Events.Count);
        Assert.Single(_sink.EventsOf("security"));
        Assert.Equal(2, _sink.EventsOf("everything").Count);
    }

    [Fact]
    public async Task WaitingForAnEventThatIsHereReturnsAtOnce()
    {
        await DeliverAsync(AuditBatch.Of([Event("SignIn")]));

        Assert.Equal("SignIn", (await _sink.WaitForAsync(item => item.EventName == "SignIn", TimeSpan.Zero)).EventName);
        Assert.Equal("SignIn", (await _sink.WaitForAsync("SignIn", TimeSpan.Zero)).EventName);
        Assert.Single(await _sink.WaitForAsync(1, TimeSpan.Zero));
    }

    [Fact]
    public async Task WaitingEndsWhenTheEventComes()
    {
        var byPredicate = _sink.WaitForAsync(item => item.ErrorCode == "Forbidden", Soon);
        var byName = _sink.WaitForAsync("TrailStarted", Soon);
        var byCount = _sink.WaitForAsync(2, Soon);

        await DeliverAsync(AuditBatch.Of([Event("SignIn")]));
        Assert.False(byPredicate.IsCompleted || byName.IsCompleted || byCount.IsCompleted);
        await DeliverAsync(AuditBatch.Of([Event("TrailStarted", "audittrail"), Event("Refund", error: "Forbidden")], firstSequence: 2));

        Assert.Equal("Refund", (await byPredicate).EventName);
        Assert.Equal("TrailStarted", (await byName).EventName);
        Assert.Equal(["SignIn", "Refund"], (await byCount).Select(item => item.EventName));
    }

    [Fact]
    public async Task APredicateDoesNotSeeTheTrailsOwnEvents()
    {
        await DeliverAsync(AuditBatch.Of([Event("TrailStarted", "audittrail")]));

        await Assert.ThrowsAsync<TimeoutException>(() => _sink.WaitForAsync(_ => true, TimeSpan.Zero));
    }

    [Fact]
    public async Task ATimeoutSaysWhatWasWaitedForAndWhatCameInstead()
    {
        await DeliverAsync(AuditBatch.Of([Event("TrailStarted", "audittrail"), Event("SignIn"), Event("Refund", error: "Forbidden")]));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => _sink.WaitForAsync(item => item.EventName == "SignOut", TimeSpan.FromMilliseconds(1)));

        Assert.Contains("item => item.EventName == \"SignOut\"", exception.Message, StringComparison.Ordinal);
        Assert.Contains("2 events of the application and 1 of the trail's own", exception.Message, StringComparison.Ordinal);
        Assert.Contains("SignIn (orders.example.com): succeeded", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Refund (orders.example.com): failed, Forbidden", exception.Message, StringComparison.Ordinal);
        Assert.Contains("12:00:00.000", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWaitEndsByTheSinksOwnClock()
    {
        var time = new ManualTimeProvider();
        var wait = new InMemoryAuditSink { TimeProvider = time }.WaitForAsync(1, TimeSpan.FromHours(2));

        time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromTicks(1));
        Assert.False(wait.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Contains("Waited 7200 s", (await Assert.ThrowsAsync<TimeoutException>(() => wait)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATimeoutsMessageIsBounded()
    {
        await DeliverAsync(TrailTape.Of(5_000).Batch(0, 5_000));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => _sink.WaitForAsync("SignOut", TimeSpan.Zero));

        Assert.InRange(exception.Message.Length, 100, 4_000);
        Assert.Contains("E5000", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("E4000", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATimeoutWithoutAnyEventSaysWhereToLook()
    {
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => _sink.WaitForAsync(1, TimeSpan.Zero));

        Assert.Contains("No event came at all. Was the host started", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APredicateThatThrowsFailsItsWaitAndNotTheDelivery()
    {
        var wait = _sink.WaitForAsync(_ => throw new NotSupportedException("the test's own"), Soon);

        var result = await DeliverAsync(AuditBatch.Of([Event("SignIn")]));

        Assert.Equal(DeliveryStatus.Delivered, result.Status);
        await Assert.ThrowsAsync<NotSupportedException>(() => wait);
    }

    [Fact]
    public async Task ACancelledWaitEndsAsCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var wait = _sink.WaitForAsync(1, Soon, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task ClearForgetsForGoodWhatIsDeliveredAgain()
    {
        var tape = TrailTape.Of(3);
        await DeliverAsync(tape.Batch(0, 2));
        _sink.Clear();
        var wait = _sink.WaitForAsync(1, Soon);

        await DeliverAsync(tape.Batch(0, 3));

        Assert.Equal("E3", Assert.Single(await wait).EventName);
        Assert.Equal("E3", Assert.Single(_sink.Events).EventName);
    }

    [Fact]
    public async Task ParallelTrailsAndReadersDoNotDisturbEachOther()
    {
        var trails = Enumerable.Range(1, 8).Select(number => new TrailTape(new Guid(number, 0, 0, new byte[8]), trail: $"trail-{number}")).ToArray();
        var wait = _sink.WaitForAsync(8 * 500, Soon);

        await Task.WhenAll(trails.Select(tape => Task.Run(async () =>
        {
            for (var i = 1; i <= 500; i++)
            {
                await DeliverAsync(tape.Add(i).Batch(i - 1, i));
                _ = _sink.Events.Count;
            }
        })));

        Assert.Equal(4_000, (await wait).Count);
        Assert.All(trails, tape => Assert.Equal(Enumerable.Range(1, 500).Select(i => $"E{i}"), _sink.EventsOf(tape.Trail).Select(item => item.EventName)));
    }

    private ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch) => _sink.DeliverAsync(batch, CancellationToken.None);

    private static AuditEvent Event(string name, string source = "orders.example.com", string? error = null)
    {
        var builder = AuditEvent.Create(source, name, UserIdentity.User("u-17")).At(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
        return (error is null ? builder : builder.Failed(error)).Build();
    }
}
