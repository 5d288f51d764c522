using System.Diagnostics;
using AuditTrail.Journal;
using AuditTrail.Storage;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal;

public sealed class ProcessTests
{
    [Fact]
    public async Task ASecondProcessIsToldWhoHoldsTheJournal()
    {
        using var directory = new TemporaryDirectory();
        using var holder = ChildProcess.Start("hold", directory.Path);
        Assert.Equal("open", await holder.ReadLineAsync());

        var exception = Assert.Throws<JournalException>(() => DiskStorage.At(directory.Path).Open());
        Assert.Matches(@"is held by process \d+ \(dotnet.*\) on .* since \d{4}-", exception.Message);
        Assert.Contains("stop the other one, or give each its own directory", exception.Message, StringComparison.Ordinal);

        holder.EndInput();
        await holder.ReadToEndAsync();
        await using var journal = DiskStorage.At(directory.Path).Open();
    }

    [Fact]
    public async Task OpeningWaitsForAHolderThatIsAboutToEnd()
    {
        using var directory = new TemporaryDirectory();
        var storage = DiskStorage.At(directory.Path);
        var log = new CollectedLog();
        var first = storage.Open();
        var second = Task.Run(() => DiskStorage.At(directory.Path).Open(JournalCalls.Small with { LockTimeout = TimeSpan.FromSeconds(60) }, logger: log));
        await Eventually.IsTrueAsync(() => log.Entries.Count > 0, "the second one says that it waits");
        Assert.False(second.IsCompleted);

        await first.DisposeAsync();

        await using var journal = await second;
        Assert.Contains("waits for its lock", log.Entries[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfManyProcessesThatStartTogetherOneWrites()
    {
        for (var round = 0; round < TestScale.Of(fast: 1, normal: 2, slow: 200); round++)
        {
            using var directory = new TemporaryDirectory();
            var children = Enumerable.Range(0, 4).Select(_ => ChildProcess.Start("compete", directory.Path)).ToArray();
            try
            {
                var answers = await Task.WhenAll(children.Select(static child => child.ReadLineAsync()));
                Assert.Single(answers, static answer => answer == "open");
                Assert.Equal(3, answers.Count(static answer => answer.StartsWith("refused: The journal", StringComparison.Ordinal)));
            }
            finally
            {
                Array.ForEach(children, static child => child.Dispose());
            }
        }
    }

    [Fact]
    public async Task AProcessThatIsKilledLosesNothingItAcknowledged()
    {
        using var directory = new TemporaryDirectory();
        var random = new Random(1);
        var acknowledged = 0L;
        for (var cycle = 0; cycle < TestScale.Of(fast: 2, normal: 8, slow: 1000); cycle++)
        {
            using var child = ChildProcess.Start("append", directory.Path, "1000000");
            for (var left = random.Next(1, 400); left > 0; left--)
            {
                acknowledged = long.Parse((await child.ReadLineAsync()).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            }

            child.Kill();
            acknowledged = Math.Max(acknowledged, LastNumber(await child.ReadRestAsync()));
        }

        await using var journal = DiskStorage.At(directory.Path).Open(JournalCalls.Small with { LockTimeout = TimeSpan.FromSeconds(60) });
        Assert.Empty(journal.Recovery.Losses);
        Assert.True(journal.DurableSequence >= acknowledged, $"{acknowledged} acknowledged, {journal.DurableSequence} there");
        Assert.Equal(journal.DurableSequence, journal.ReadAll().Count(static entry => entry.StartsWith('x')));
    }

    [Fact]
    public async Task AFullFileSystemStopsEventsAndNothingThatWasAcknowledgedIsLost()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Mounting a small file system needs root.");
        using var directory = new TemporaryDirectory();
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.Path) == 0, "This sandbox forbids mount.");
        try
        {
            var options = JournalCalls.Small with { SegmentBytes = 64 << 10, ReserveBytes = 128 << 10 };
            var last = 0L;
            await using (var journal = DiskStorage.At(directory.Path).Open(options))
            {
                AppendResult result;
                while ((result = await journal.AppendAsync(JournalCalls.PayloadOf(last + 1, 3000), limit: TimeSpan.FromSeconds(60))).Outcome == AppendOutcome.Recorded)
                {
                    last = result.Sequence;
                }

                Assert.Equal(AppendResult.Refused("the disk is full"), result);
                Assert.InRange(last, 200, 350);
                Assert.Equal(AppendOutcome.Recorded, (await journal.AppendAsync(JournalCalls.PayloadOf(++last), kind: FrameKind.Marker, limit: TimeSpan.FromSeconds(60))).Outcome);
            }

            await using var again = DiskStorage.At(directory.Path).Open(options);
            Assert.Empty(again.Recovery.Losses);
            Assert.Equal(JournalCalls.Numbers(1, last), again.ReadAll());
            again.Release(last);
            await Eventually.IsTrueAsync(() => again.GetStatus().Problem is null, "there is room again");
            Assert.Equal(AppendOutcome.Recorded, (await again.AppendAsync("after")).Outcome);
        }
        finally
        {
            await RunAsync("umount", "--lazy", directory.Path);
        }
    }

    [Fact]
    public async Task ADirectoryThatIsNotWritableIsSaidClearly()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Mounting a read-only file system needs root.");
        using var directory = new TemporaryDirectory();
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", directory.Path) == 0, "This sandbox forbids mount.");
        try
        {
            var exception = Assert.Throws<JournalException>(() => DiskStorage.At(directory.Path).Open());
            Assert.Contains(directory.Path, exception.Message, StringComparison.Ordinal);
            Assert.Contains("cannot be opened: ", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            await RunAsync("umount", "--lazy", directory.Path);
        }
    }

    private static long LastNumber(string output)
    {
        // The last line may be cut off by the kill.
        var lines = output[..(output.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? 0 : long.Parse(lines[^1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true }) ?? throw new InvalidOperationException(program);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
