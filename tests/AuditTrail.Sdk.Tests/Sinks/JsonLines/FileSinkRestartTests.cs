using AuditTrail.Sinks;

namespace AuditTrail.Tests.Sinks.JsonLines;

public sealed class FileSinkRestartTests : IDisposable
{
    private const string FirstFile = "events-20261125.000.jsonl";
    private readonly SinkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LinesBehindTheSavedPositionAreNotWrittenAgainHoweverTheBatchesAreCut()
    {
        await _folder.DeliverAsync(0, 10);
        var saved = _folder.State;
        await _folder.DeliverAsync(10, 37);
        _folder.Restart(saved);
        await _folder.DeliverAsync(10, 33);
        await _folder.DeliverAsync(33, 50);
        await _folder.DeliverAsync(50, 100);

        Assert.Equal(_folder.Tape.Lines, _folder.Lines);
    }

    [Fact]
    public async Task LinesThatStillComeAgainAreRecognisedAfterASecondCrashToo()
    {
        await _folder.DeliverAsync(0, 10);
        var saved = _folder.State;
        await _folder.DeliverAsync(10, 60);
        _folder.Restart(saved);
        Assert.Null((await _folder.DeliverAsync(10, 20)).State);
        _folder.Restart(saved);
        await _folder.DeliverAsync(20, 100);

        Assert.Equal(_folder.Tape.Lines, _folder.Lines);
        Assert.NotEqual(saved, _folder.State);
    }

    [Fact]
    public async Task WithoutASavedPositionTheFirstRunsLinesAreRecognisedAcrossFiles()
    {
        _folder.Options = new() { RollBytes = 2_000 };
        await _folder.DeliverAsync(0, 60);
        Assert.True(_folder.Names.Count > 3);
        _folder.Restart(withState: null);
        await _folder.DeliverAsync(0, 45);
        await _folder.DeliverAsync(45, 100);

        Assert.Equal(_folder.Tape.Lines, _folder.Lines);
    }

    [Theory]
    [InlineData("{\"eventVersion\":\"1.1")]
    [InlineData("\0\0\0\0\0\0\0\0\n")]
    [InlineData("{\"a\":1}{\n")]
    [InlineData("\n")]
    public async Task ATornLineIsCutAndNeverJoinedWithTheNext(string torn)
    {
        await _folder.DeliverAsync(0, 10);
        await File.AppendAllTextAsync(_folder.Path(FirstFile), torn);
        _folder.Restart(_folder.State);
        await _folder.DeliverAsync(10, 100);

        Assert.Equal(_folder.Tape.Lines, _folder.Lines);
        Assert.Equal([FirstFile], _folder.Names);
    }

    [Fact]
    public async Task ATornLineIsCutWithoutASavedPositionToo()
    {
        await _folder.DeliverAsync(0, 10);
        await File.AppendAllTextAsync(_folder.Path(FirstFile), _folder.Tape.Lines[10]);
        _folder.Restart(withState: null);
        await _folder.DeliverAsync(0, 100);

        Assert.Equal(_folder.Tape.Lines, _folder.Lines);
    }

    [Fact]
    public async Task DamageInFrontOfAcknowledgedLinesIsNotCut()
    {
        await _folder.DeliverAsync(0, 10);
        var lines = await File.ReadAllLinesAsync(_folder.Path(FirstFile));
        lines[3] = lines[3][..20];
        await File.WriteAllLinesAsync(_folder.Path(FirstFile), lines);
        _folder.Restart(withState: null);
        await _folder.DeliverAsync(10, 100);

        Assert.Equal(100, _folder.Lines.Count);
        Assert.Equal(lines, _folder.Lines.Take(10));
    }

    [Fact]
    public async Task ANewEpochIsAppendedAlthoughItsNumbersRepeat()
    {
        await _folder.DeliverAsync(0, 10);
        _folder.Restart(withState: null);
        var first = _folder.Tape.Lines.Take(10).ToArray();
        _folder.Tape = new TrailTape(TrailTape.SomeStream, epoch: 2).Add(0, name: "TrailGap");
        for (var i = 1; i <= 10; i++)
        {
            _folder.Tape.Add(i);
        }

        await _folder.DeliverAsync(0, 6);
        Assert.Equal([.. first, .. _folder.Tape.Lines.Take(6)], _folder.Lines);
        _folder.Restart(withState: null);
        await _folder.DeliverAsync(0, 11);

        Assert.Equal([.. first, .. _folder.Tape.Lines], _folder.Lines);
    }

    [Fact]
    public async Task AnotherStreamsNumbersAreNotTakenForOurs()
    {
        await _folder.DeliverAsync(0, 10);
        var first = _folder.Lines;
        _folder.Restart(_folder.State);
        _folder.Tape = new TrailTape(new Guid(9, 9, 9, new byte[8])).Add(1).Add(2);
        await _folder.DeliverAsync(0, 2);

        Assert.Equal([.. first, .. _folder.Tape.Lines], _folder.Lines);
    }

    [Fact]
    public async Task ASelectorThatLetsMoreThroughAfterTheCrashLosesAndRepeatsNothing()
    {
        _folder.Tape = new TrailTape(TrailTape.SomeStream).Add(1).Add(4).Add(6).Add(8);
        await _folder.DeliverAsync(0, 1);
        var saved = _folder.State;
        await _folder.DeliverAsync(1, 4);
        _folder.Restart(saved);
        _folder.Tape = new TrailTape(TrailTape.SomeStream);
        for (var i = 1; i <= 9; i++)
        {
            _folder.Tape.Add(i);
        }

        await _folder.DeliverAsync(1, 5);
        _folder.Restart(_folder.State);
        await _folder.DeliverAsync(5, 9);

        Assert.Equal(["E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9"], _folder.Lines.Select(line => AuditTrail.Events.AuditEvent.Parse(line).EventName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ReplayedDeadLettersAreWrittenOnceAlthoughTheirNumbersAreOld()
    {
        await _folder.DeliverAsync(10, 20);
        await _folder.DeliverAsync(3, 5, BatchOccasion.Replay);
        await _folder.DeliverAsync(3, 5, BatchOccasion.Replay);
        await _folder.DeliverAsync(20, 30);

        Assert.Equal([.. _folder.Tape.Lines.Skip(10).Take(10), .. _folder.Tape.Lines.Skip(3).Take(2), .. _folder.Tape.Lines.Skip(20).Take(10)], _folder.Lines);
    }

    [Fact]
    public async Task AStateThatIsNotOursIsNoState()
    {
        _folder.State = "another sink's";
        await _folder.DeliverAsync(0, 100);

        Assert.Equal(_folder.Tape.Lines, _folder.Lines);
    }
}
