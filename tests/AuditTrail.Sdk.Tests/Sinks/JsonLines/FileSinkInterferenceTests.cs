using AuditTrail.Sinks;

namespace AuditTrail.Tests.Sinks.JsonLines;

/// <summary>Others rename, delete, shorten and rewrite files meanwhile: what is delivered afterwards is never lost.</summary>
public sealed class FileSinkInterferenceTests : IDisposable
{
    private const string FirstFile = "events-20261125.000.jsonl";
    private readonly SinkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AfterAFileWasDeletedWritingGoesOnInANewOne(bool restarted)
    {
        await _folder.DeliverAsync(0, 10);
        File.Delete(_folder.Path(FirstFile));
        await GoOnAsync(restarted);

        Assert.Equal(["events-20261125.001.jsonl"], _folder.Names);
        Assert.Equal(_folder.Tape.Lines.Skip(10), _folder.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AfterAFileWasRotatedAwayAndMadeAnewWritingGoesOnInANewOne(bool restarted)
    {
        await _folder.DeliverAsync(0, 10);
        File.Move(_folder.Path(FirstFile), _folder.Path("rotated.1"));
        await File.WriteAllTextAsync(_folder.Path(FirstFile), "");
        await GoOnAsync(restarted);

        Assert.Equal(_folder.Tape.Lines.Take(10), await File.ReadAllLinesAsync(_folder.Path("rotated.1")));
        Assert.Equal(_folder.Tape.Lines.Skip(10), _folder.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AfterAFileWasShortenedNoLineIsJoinedWithItsRest(bool restarted)
    {
        await _folder.DeliverAsync(0, 10);
        using (var file = File.OpenWrite(_folder.Path(FirstFile)))
        {
            file.SetLength(file.Length - 7);
        }

        await GoOnAsync(restarted);

        Assert.Equal(_folder.Tape.Lines.Skip(10), await File.ReadAllLinesAsync(_folder.Path("events-20261125.001.jsonl")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AForeignLineIsLeftAlone(bool restarted)
    {
        await _folder.DeliverAsync(0, 10);
        await File.AppendAllTextAsync(_folder.Path(FirstFile), "{\"mine\":1}\n");
        await GoOnAsync(restarted);

        Assert.Equal([.. _folder.Tape.Lines.Take(10), "{\"mine\":1}", .. _folder.Tape.Lines.Skip(10)], _folder.Lines);
    }

    [Fact]
    public async Task AFileThatSomebodyPutUnderTheNextNameDoesNotStopTheSink()
    {
        _folder.Options = new() { RollBytes = 4_000 };
        await _folder.DeliverAsync(0, 5);
        await File.WriteAllTextAsync(_folder.Path("events-20261125.001.jsonl"), "{\"mine\":1}\n");
        await _folder.DeliverAsync(5, 100);

        Assert.Equal(_folder.Tape.Lines, _folder.Lines.Where(line => line != "{\"mine\":1}"));
    }

    private async Task GoOnAsync(bool restarted)
    {
        if (restarted)
        {
            _folder.Restart(_folder.State);
        }

        Assert.Equal(DeliveryStatus.Delivered, (await _folder.DeliverAsync(10, 60)).Status);
        Assert.Equal(DeliveryStatus.Delivered, (await _folder.DeliverAsync(60, 100)).Status);
    }
}
