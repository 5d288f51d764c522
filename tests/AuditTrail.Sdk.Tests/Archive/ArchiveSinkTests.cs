using AuditTrail.Archive;
using AuditTrail.Sinks;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Archive;

public sealed class ArchiveSinkTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task ADayWithEventsAndEmptyHoursIsOneChainWithADigestForEachHour()
    {
        var world = new ArchiveWorld();
        await world.DeliverAsync(30);
        await world.PassAsync(Hour * 3, Minute);
        await world.DeliverAsync(25);
        await world.PassAsync(Hour * 2, Minute);
        await world.StopAsync();

        var archive = await world.CheckAsync();

        Assert.Equal(Enumerable.Range(1, 55).Select(n => (long)n), archive.Records.Select(CheckedArchive.Sequence));
        Assert.Equal([0, 2, 0, 0, 2, 0, 0], archive.Chain.Select(digest => digest.GetProperty("logFiles").GetArrayLength()));
        var full = archive.Chain[1];
        Assert.Equal(("1970-01-01T00:00:01Z", "1970-01-01T00:00:30Z"), (full.GetProperty("oldestEventTime").GetString(), full.GetProperty("newestEventTime").GetString()));
        Assert.Equal(("2026-01-02T03:04:04Z", "2026-01-02T03:04:05Z"), (archive.Chain[0].GetProperty("digestStartTime").GetString(), archive.Chain[0].GetProperty("digestEndTime").GetString()));
        Assert.Equal("2026-01-02T04:04:05Z", full.GetProperty("digestEndTime").GetString());
        Assert.Contains(archive.LogFiles, key => key.StartsWith("AWSLogs/111122223333/CloudTrail-Insight/eu-test-1/2026/01/02/111122223333_CloudTrail-Insight_eu-test-1_20260102T0305Z_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AfterADownTimeTheNextDigestStartsWhereTheLastEndedAndCoversAllOfIt()
    {
        var world = new ArchiveWorld();
        await world.DeliverAsync(10);
        await world.StopAsync();
        world.Time.Advance(Hour * 10);

        world = world.Restart();
        await world.DeliverAsync(10);
        await world.PassAsync(Minute, Minute);

        var archive = await world.CheckAsync(everythingIsDigested: false);
        Assert.Equal(3, archive.Chain.Count);
        await world.StopAsync();
        Assert.Equal(20, (await world.CheckAsync()).Records.Count);
    }

    [Fact]
    public async Task WithoutAKeyThereAreLogFilesOnly()
    {
        var world = new ArchiveWorld { Key = null };
        await world.DeliverAsync(9);
        await world.PassAsync(Hour * 2, Hour);
        await world.StopAsync();

        Assert.Null(world.Sink.Limits.Interval);
        Assert.DoesNotContain(world.Store.Keys, key => key.Contains("Digest", StringComparison.Ordinal));
        Assert.Single(world.Store.Keys);
    }

    [Fact]
    public async Task AKeyThatComesLaterBeginsTheChainAndOneThatIsTakenAwayHoldsTheTrail()
    {
        var world = new ArchiveWorld { Key = null };
        await world.DeliverAsync(9);
        world = world.Restart();
        world.Key = SigningKey.One;
        await world.DeliverAsync(9);
        await world.StopAsync();
        Assert.Equal(2, world.Store.Keys.Count(key => key.Contains("Digest", StringComparison.Ordinal)));

        world = world.Restart();
        world.Key = null;
        var refused = await world.OfferAsync(9);

        Assert.Equal(DeliveryStatus.Retry, refused.Status);
        Assert.Contains("SigningKeyFile", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherKeyGoesOnWithTheChain()
    {
        var world = new ArchiveWorld();
        await world.DeliverAsync(10);
        await world.StopAsync();
        world = world.Restart();
        world.Key = SigningKey.Another;
        await world.DeliverAsync(10);
        await world.StopAsync();

        var archive = await world.CheckAsync(everythingIsDigested: true, SigningKey.One, SigningKey.Another);

        Assert.Equal([SigningKey.One.Fingerprint, SigningKey.One.Fingerprint, SigningKey.Another.Fingerprint], archive.Chain.Select(digest => digest.GetProperty("digestPublicKeyFingerprint").GetString()));
    }

    [Fact]
    public async Task ManyLogFilesGetADigestBeforeTheStateIsTooLarge()
    {
        var world = new ArchiveWorld { Options = new() { Prefix = new string('p', 200) } };
        for (var i = 0; i < 400; i++)
        {
            world.Time.Advance(TimeSpan.FromMilliseconds(100));
            await world.DeliverAsync(2);
            Assert.InRange(world.State!.Length, 1, 40_000);
        }

        await world.StopAsync();
        var archive = await world.CheckAsync();
        Assert.Equal(800, archive.Records.Count);
        Assert.True(archive.Chain.Count >= 4);
    }

    [Fact]
    public async Task AnAnswerThatWasLostIsTakenForThePutThatItWas()
    {
        var world = new ArchiveWorld();
        var stored = 0;
        world.Store.AfterPut = _ =>
        {
            if (world.Store.Keys.Count > stored)
            {
                stored = world.Store.Keys.Count;
                throw new IOException("The connection was reset.");
            }
        };
        for (var tries = 0; (await world.OfferAsync(10)).Status == DeliveryStatus.Retry; tries++)
        {
            Assert.True(tries < 10);
        }

        world.Time.Advance(Hour * 2);
        Assert.Equal(DeliveryStatus.Retry, (await world.TellAsync(BatchOccasion.Interval)).Status);
        Assert.Equal(DeliveryStatus.Delivered, (await world.TellAsync(BatchOccasion.Interval)).Status);
        world.Store.AfterPut = null;
        await world.StopAsync();
        Assert.Equal(10, (await world.CheckAsync()).Records.Count);
        Assert.Equal(5, world.Store.Keys.Count);
    }

    [Fact]
    public async Task AKeyThatIsTakenByOtherContentIsReportedAndNotOverwritten()
    {
        var world = new ArchiveWorld();
        world.Store.BeforePut = number =>
        {
            if (number == 2)
            {
                throw new IOException("Not yet.");
            }
        };
        await world.OfferAsync(9);
        var key = "AWSLogs/111122223333/CloudTrail/eu-test-1/2026/01/02/" + world.Staging.List().Single(name => name.Contains("_CloudTrail_", StringComparison.Ordinal));
        world.Store.BeforePut = null;
        world.Store.Lay(key, [1, 2, 3]);

        var refused = await world.OfferAsync(9);

        Assert.Equal(TimeSpan.FromMinutes(5), refused.RetryAfter);
        Assert.Contains(key, refused.Reason, StringComparison.Ordinal);
        Assert.True(world.Log.Has(LogLevel.Error, key));
        world.Store.Remove(key);
        await world.DeliverAsync(9);
        await world.StopAsync();
        Assert.Equal(9, (await world.CheckAsync()).Records.Count);
    }

    [Fact]
    public async Task AnOutageOfHoursCostsNothingAndItsEndIsOneDigestForAllOfIt()
    {
        var world = new ArchiveWorld();
        await world.DeliverAsync(10);
        world.Store.BeforePut = _ => throw new LogFileStoreException("The bucket is gone; make it again.") { RetryAfter = TimeSpan.FromMinutes(5) };
        for (var minute = 0; minute < 300; minute += 5)
        {
            world.Time.Advance(Minute * 5);
            var refused = await world.OfferAsync(10);
            Assert.Equal((DeliveryStatus.Retry, Minute * 5), (refused.Status, refused.RetryAfter));
            Assert.Equal(DeliveryStatus.Retry, (await world.TellAsync(BatchOccasion.Interval)).Status);
        }

        Assert.InRange(world.Staging.List().Count, 1, 10);
        world.Store.BeforePut = null;
        await world.DeliverAsync(10);
        await world.DeliverAsync(50);
        await world.PassAsync(Minute, Minute);
        await world.StopAsync();

        var archive = await world.CheckAsync();
        Assert.Equal(70, archive.Records.Count);
        Assert.Equal(3, archive.Chain.Count);
    }

    [Fact]
    public async Task TimesInNamesNeverGoBackAndDigestsGoOnWhenTheClockJumpsByYearsBothWays()
    {
        var world = new ArchiveWorld();
        var start = world.Time.GetUtcNow();
        var written = new List<string>();
        foreach (var years in new[] { 0, 10, -20, 0, 30, -5, 0 })
        {
            world.Time.SetWallClock(start.AddYears(years));
            for (var hour = 0; hour < 3; hour++)
            {
                var before = world.Store.Keys.ToHashSet(StringComparer.Ordinal);
                await world.DeliverAsync(5);
                written.AddRange(world.Store.Keys.Where(key => key.Contains("/CloudTrail/", StringComparison.Ordinal) && !before.Contains(key)));
                var digests = world.Store.Keys.Count(key => key.Contains("Digest", StringComparison.Ordinal));
                await world.PassAsync(Hour + Minute, Minute);
                Assert.True(world.Store.Keys.Count(key => key.Contains("Digest", StringComparison.Ordinal)) > digests, $"No digest in an hour, {years} years off.");
            }
        }

        await world.StopAsync();
        var archive = await world.CheckAsync();
        Assert.Equal(105, archive.Records.Count);
        var times = written.Select(key => key.Split('_')[^2]).ToList();
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
        Assert.True(world.Log.Has(LogLevel.Warning, "never back"));
    }

    [Fact]
    public async Task WhatWasPublishedWhileTheClockWasAheadIsInTheNextDigest()
    {
        var world = new ArchiveWorld();
        await world.DeliverAsync(5);
        var now = world.Time.GetUtcNow();
        world.Time.SetWallClock(now.AddYears(10));
        await world.DeliverAsync(5);
        world.Time.SetWallClock(now);
        await world.DeliverAsync(5);

        await world.PassAsync(Hour, Minute);

        Assert.Equal(15, (await world.CheckAsync()).Records.Count);
    }

    [Fact]
    public async Task EventsThatComeAgainUnderNewNumbersStayOnceAndTheNewNumbersAreExplained()
    {
        var world = new ArchiveWorld { Tape = ArchiveTape.Of(40) };
        await world.DeliverAsync(5);
        var state = world.State;
        await world.DeliverAsync(20);

        // The last answer never reached the cursor, and the journal was damaged: planned again, behind numbers that were given up, and cut elsewhere.
        world = world.Restart();
        var again = await world.Sink.DeliverAsync(world.Tape.Replanned(5, 30, state, burnedThrough: 100), CancellationToken.None);
        ArchiveWorld.AssertDelivered(again);

        // And once more: now the marker is known by its id.
        var third = await world.Restart().Sink.DeliverAsync(world.Tape.Replanned(5, 32, state, burnedThrough: 200), CancellationToken.None);
        ArchiveWorld.AssertDelivered(third);
        (world.State, world.Position) = (third.State, 32);
        world = world.Restart();
        await world.StopAsync();

        var archive = await world.CheckAsync();
        Assert.Equal(Enumerable.Range(1, 32).Select(n => (long)n), archive.Records.Select(CheckedArchive.Sequence).Where(sequence => sequence > 0));
        Assert.Single(archive.Records, record => record.TryGetProperty("eventID", out var id) && id.GetString() == "gap");
    }

    [Fact]
    public async Task ReplayedDeadLettersStayWhereTheyAre()
    {
        var world = new ArchiveWorld();
        var batch = world.Tape.Batch(0, 3, null);
        var replay = new AuditBatch(() => batch.GetEnumerator()) { Trail = "security", Stream = batch.Stream, Epoch = 1, Occasion = BatchOccasion.Replay, Count = 3, Bytes = 1, State = null };

        Assert.Equal(3, (await world.Sink.DeliverAsync(replay, CancellationToken.None)).Rejected.Count);
        Assert.Empty(world.Store.Keys);
    }

    [Fact]
    public void ItsStateIsSavedBeforeEachCall() => Assert.True(new ArchiveWorld().Sink.Limits.SavesEachState);

    [Fact]
    public async Task ASecondSinkOnTheSameStagingFolderIsRefused()
    {
        var world = new ArchiveWorld();
        await world.DeliverAsync(1);

        var refused = await world.Restart(world.Staging).OfferAsync(1);

        Assert.Contains("StagingDirectory", refused.Reason, StringComparison.Ordinal);
    }
}
