using AuditTrail.Events;
using AuditTrail.Sinks;

namespace AuditTrail.Tests.Sinks;

public sealed class PartialDeliveryTests
{
    private readonly PartialDelivery _partial = new();

    [Fact]
    public void WhatWasSettledIsSettledInTheNextAttemptHoweverTheBatchIsCut()
    {
        var batch = Batch(first: 11, count: 4);
        _partial.Begin(batch);
        _partial.Delivered(12);
        _partial.Rejected(13, "FieldTooLong");

        var again = Batch(first: 12, count: 5);
        _partial.Begin(again);

        Assert.Equal([12, 13], again.Where(item => _partial.IsSettled(item)).Select(item => item.TrailSequence));
    }

    [Fact]
    public void TheAnswerNamesWhatWasRejectedByItsPlaceInThisBatch()
    {
        var batch = Batch(first: 11, count: 3);
        _partial.Begin(batch);
        _partial.Rejected(12, "FieldTooLong");
        var again = Batch(first: 12, count: 2);
        _partial.Begin(again);
        _partial.Delivered(13);

        var result = _partial.Finish(again);

        Assert.Equal(DeliveryStatus.Delivered, result.Status);
        Assert.Equal([new RejectedEvent(0, "FieldTooLong")], result.Rejected);
    }

    [Fact]
    public void ABatchWithAnOpenEventCannotBeFinished()
    {
        var batch = Batch(first: 1, count: 2);
        _partial.Begin(batch);
        _partial.Delivered(1);

        Assert.Throws<InvalidOperationException>(() => _partial.Finish(batch));
    }

    [Theory]
    [InlineData(BatchOccasion.Events, true)]
    [InlineData(BatchOccasion.Replay, false)]
    public void ARejectionIsForgottenWhenDeadLettersAreReplayedAgain(BatchOccasion occasion, bool isSettled)
    {
        var batch = AuditBatch.Of([Event(), Event()], occasion: occasion);
        _partial.Begin(batch);
        _partial.Rejected(1, "FieldTooLong");
        _partial.Delivered(2);

        _partial.Begin(batch);

        Assert.Equal([isSettled, true], batch.Select(item => _partial.IsSettled(item)));
    }

    [Fact]
    public void WhatWasFinishedIsForgotten()
    {
        var batch = Batch(first: 1, count: 1);
        _partial.Begin(batch);
        _partial.Rejected(1, "FieldTooLong");
        _partial.Finish(batch);

        _partial.Begin(batch);

        Assert.False(_partial.IsSettled(batch.Single()));
    }

    [Theory]
    [InlineData(2, false, 2)]
    [InlineData(1, true, 1)]
    public void NumbersOfAnotherEpochOrOfAReplayAreOtherEvents(long epoch, bool replay, byte stream)
    {
        var batch = Batch(first: 1, count: 1);
        _partial.Begin(batch);
        _partial.Delivered(1);

        var other = AuditBatch.Of([Event()], epoch: epoch, stream: new Guid(stream, 0, 0, new byte[8]), occasion: replay ? BatchOccasion.Replay : BatchOccasion.Events);
        _partial.Begin(other);

        Assert.False(_partial.IsSettled(other.Single()));
    }

    private static AuditBatch Batch(long first, int count) =>
        AuditBatch.Of(Enumerable.Range(0, count).Select(_ => Event()), firstSequence: first, stream: new Guid(1, 0, 0, new byte[8]));

    private static AuditEvent Event() => AuditEvent.Create("orders.example.com", "RefundOrder", UserIdentity.User("u-17")).Build();
}
