using AuditTrail.Sinks;

namespace AuditTrail.Tests.Sinks.JsonLines;

public sealed class FileRetentionTests : IDisposable
{
    private readonly SinkFolder _folder = new() { Tape = TrailTape.Of(100, padding: 1_000) };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WithoutLimitsNothingIsEverDeleted()
    {
        await WriteDaysAsync(10);

        Assert.Equal(10, _folder.Names.Count);
        Assert.Null(_folder.NewSink(_folder.Options).Limits.Interval);
    }

    [Fact]
    public async Task AFileGoesWhenItsYoungestLineCanBeNoYoungerThanAsked()
    {
        _folder.Options = new() { Retention = TimeSpan.FromDays(3) };
        await WriteDaysAsync(1);
        _folder.Clock.Now = At(2);
        await _folder.DeliverAsync(10, 20);

        // The file of day 0 may hold a line of its last second: three days later is the end of day 3.
        _folder.Clock.Now = At(4) - TimeSpan.FromSeconds(1);
        await _folder.DeliverAsync(0, 0, BatchOccasion.Interval);
        Assert.Equal(2, _folder.Names.Count);

        _folder.Clock.Now = At(4);
        await _folder.DeliverAsync(0, 0, BatchOccasion.Interval);
        Assert.Equal(["events-20261127.000.jsonl"], _folder.Names);
    }

    [Fact]
    public async Task OverTheTotalSizeTheOldestGoAndNoMoreThanNecessary()
    {
        _folder.Options = new() { MaxTotalBytes = 40_000 };
        await WriteDaysAsync(6);

        Assert.Equal(["events-20261129.000.jsonl", "events-20261130.000.jsonl"], _folder.Names.TakeLast(2));
        Assert.Equal(3, _folder.Names.Count);
        Assert.InRange(_folder.Names.Sum(name => new FileInfo(_folder.Path(name)).Length), 30_000, 40_000);
    }

    [Fact]
    public async Task WithBothNothingYoungerThanAskedGoesHoweverLargeTheTotalIs()
    {
        _folder.Options = new() { MaxTotalBytes = 1, Retention = TimeSpan.FromDays(4) };
        await WriteDaysAsync(8);

        // At the beginning of day 7 the days up to 2 have been over for four days.
        Assert.Equal(["events-20261128.000.jsonl", "events-20261129.000.jsonl", "events-20261130.000.jsonl", "events-20261201.000.jsonl", "events-20261202.000.jsonl"], _folder.Names);
    }

    [Fact]
    public async Task WithBothNothingGoesWhileTheTotalIsSmallEnough()
    {
        _folder.Options = new() { MaxTotalBytes = 1_000_000, Retention = TimeSpan.FromDays(1) };
        await WriteDaysAsync(8);

        Assert.Equal(8, _folder.Names.Count);
    }

    [Fact]
    public async Task TheCurrentFileStaysHoweverOldAndLargeItIs()
    {
        _folder.Options = new() { MaxTotalBytes = 1, Retention = TimeSpan.FromSeconds(1) };
        await WriteDaysAsync(1);
        _folder.Clock.Now = At(1_000);
        await _folder.DeliverAsync(0, 0, BatchOccasion.Interval);

        Assert.Single(_folder.Names);
    }

    [Fact]
    public async Task WhatTheTrailDidNotWriteStays()
    {
        _folder.Options = new() { MaxTotalBytes = 1 };
        Directory.CreateDirectory(_folder.Location);
        string[] foreign = ["events-20200101.jsonl", "events-20200101.000.jsonl.gz", "other-20200101.000.jsonl", "events-x-20200101.000.jsonl", "notes.txt"];
        foreach (var name in foreign)
        {
            await File.WriteAllTextAsync(_folder.Path(name), _folder.Tape.Lines[0] + "\n");
        }

        await File.WriteAllTextAsync(_folder.Path("events-20200101.000.jsonl"), "{\"mine\":1}\n");
        await WriteDaysAsync(3);

        Assert.All([.. foreign, "events-20200101.000.jsonl"], name => Assert.True(File.Exists(_folder.Path(name)), name));
        Assert.Equal(["events-20200101.000.jsonl", "events-20261127.000.jsonl"], _folder.Names.Where(name => name.StartsWith("events-2", StringComparison.Ordinal) && name.Length == 25));
    }

    private static DateTimeOffset At(int day) => new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero).AddDays(day);

    /// <summary>Ten events of a good kilobyte on each of so many days.</summary>
    private async Task WriteDaysAsync(int days)
    {
        for (var day = 0; day < days; day++)
        {
            _folder.Clock.Now = At(day);
            await _folder.DeliverAsync(day * 10, (day + 1) * 10);
        }
    }
}
