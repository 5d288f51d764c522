using AuditTrail.Sinks;
using AuditTrail.Sinks.JsonLines;
using AuditTrail.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Tests.Sinks.JsonLines;

public sealed class JsonLinesFileSinkTests : IDisposable
{
    private readonly SinkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ALineIsTheRecordItself()
    {
        var result = await _folder.DeliverAsync(0, 100);

        Assert.Equal(DeliveryStatus.Delivered, result.Status);
        Assert.Equal(["events-20261125.000.jsonl"], _folder.Names);
        Assert.Equal(_folder.Tape.Lines, _folder.Lines);
    }

    [Fact]
    public void NothingIsTouchedBeforeTheFirstDelivery()
    {
        using var sink = _folder.NewSink(_folder.Options);

        Assert.False(Directory.Exists(_folder.Location));
    }

    [Fact]
    public async Task FilesAreForTheirOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There are no such modes.");
            return;
        }

        await _folder.DeliverAsync(0, 1);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Path(_folder.Names[0])));
    }

    [Fact]
    public async Task AReaderSeesWholeLinesOnlyWhileTheFileIsWritten()
    {
        _folder.Tape = TrailTape.Of(2_000, padding: 700);
        await _folder.DeliverAsync(0, 1);
        using var reader = new FileStream(_folder.Path(_folder.Names[0]), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        for (var position = 1; position < 2_000; position += 100)
        {
            await _folder.DeliverAsync(position, Math.Min(2_000, position + 100));
            reader.Seek(-1, SeekOrigin.End);
            Assert.Equal('\n', reader.ReadByte());
        }

        Assert.Equal(_folder.Tape.Lines, _folder.Lines);
    }

    [Fact]
    public async Task ALineThatDoesNotFitBeginsTheNextFile()
    {
        _folder.Options = new() { RollBytes = 2_000 };
        _folder.Tape = TrailTape.Of(20, padding: 400).Add(21, padding: 5_000).Add(22);
        await _folder.DeliverAsync(0, 22);

        Assert.Equal(_folder.Tape.Lines, _folder.Lines);
        Assert.Equal(Enumerable.Range(0, _folder.Names.Count).Select(number => $"events-20261125.{number:000}.jsonl"), _folder.Names);
        Assert.All(_folder.Names, name => Assert.True(new FileInfo(_folder.Path(name)).Length <= 2_000 || File.ReadAllLines(_folder.Path(name)).Length == 1));
    }

    [Fact]
    public async Task ANewDayBeginsANewFileAndAClockThatGoesBackDoesNot()
    {
        await _folder.DeliverAsync(0, 10);
        _folder.Clock.Now += TimeSpan.FromHours(13);
        await _folder.DeliverAsync(10, 20);
        _folder.Clock.Now -= TimeSpan.FromDays(3);
        await _folder.DeliverAsync(20, 30);
        _folder.Restart(_folder.State);
        await _folder.DeliverAsync(30, 100);

        Assert.Equal(["events-20261125.000.jsonl", "events-20261126.000.jsonl"], _folder.Names);
        Assert.Equal(_folder.Tape.Lines, _folder.Lines);
    }

    [Fact]
    public async Task ADirectoryAndPrefixHaveOneWriter()
    {
        await _folder.DeliverAsync(0, 10);
        using var second = _folder.NewSink(_folder.Options);

        var refused = await second.DeliverAsync(_folder.Tape.Batch(0, 10), CancellationToken.None);
        Assert.Equal(DeliveryStatus.Retry, refused.Status);
        Assert.Contains($"process {Environment.ProcessId}", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("FileNamePrefix", refused.Reason, StringComparison.Ordinal);

        _folder.Restart(_folder.State);
        Assert.Equal(DeliveryStatus.Delivered, (await second.DeliverAsync(_folder.Tape.Batch(10, 100, _folder.State), CancellationToken.None)).Status);
        Assert.Equal(_folder.Tape.Lines, _folder.Lines);
    }

    [Fact]
    public async Task AnotherPrefixInTheSameDirectoryIsAnotherSink()
    {
        await _folder.DeliverAsync(0, 10);
        using var second = _folder.NewSink(new() { FileNamePrefix = "events-b" });

        Assert.Equal(DeliveryStatus.Delivered, (await second.DeliverAsync(_folder.Tape.Batch(0, 5), CancellationToken.None)).Status);
        await _folder.DeliverAsync(10, 20);

        Assert.Equal(["events-20261125.000.jsonl", "events-b-20261125.000.jsonl"], _folder.Names);
    }

    [Fact]
    public async Task AFileInTheWayOfTheDirectoryIsARetryThatSaysSo()
    {
        using var blocked = new SinkFolder();
        await File.WriteAllTextAsync(blocked.Location, "");
        try
        {
            var result = await blocked.DeliverAsync(0, 1);

            Assert.Equal(DeliveryStatus.Retry, result.Status);
            Assert.Contains(blocked.Location, result.Reason, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(blocked.Location);
        }
    }

    [Theory]
    [InlineData("FileNamePrefix", "a/b", 2_000, null, null)]
    [InlineData("RollBytes", "events", 0, null, null)]
    [InlineData("Retention", "events", 2_000, 0, null)]
    [InlineData("MaxTotalBytes", "events", 2_000, null, 0L)]
    public void AWrongOptionIsNamed(string option, string prefix, long rollBytes, int? days, long? total)
    {
        var options = new FileSinkOptions
        {
            FileNamePrefix = prefix,
            RollBytes = rollBytes,
            Retention = days is { } count ? TimeSpan.FromDays(count) : null,
            MaxTotalBytes = total,
        };

        var exception = Assert.Throws<ArgumentException>(() => new JsonLinesFileSink(options, () => new MemoryStorage(), _folder.Clock, NullLogger.Instance));
        Assert.StartsWith(option, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACancelledAttemptWritesNothing()
    {
        using var sink = _folder.NewSink(_folder.Options);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await sink.DeliverAsync(_folder.Tape.Batch(0, 1), new CancellationToken(canceled: true)));
        Assert.False(Directory.Exists(_folder.Location));
    }
}
