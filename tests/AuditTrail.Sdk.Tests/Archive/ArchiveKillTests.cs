using System.Globalization;
using AuditTrail.Archive;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive;

/// <summary>kill -9 of a process with a recorder, at the system calls by which log files, digests, steps and cursors come to be.</summary>
public sealed class ArchiveKillTests(ITestOutputHelper output)
{
    // The names of log files and digests, of steps and cursors; what makes them durable; what clears up behind them.
    private static readonly string[] Calls = ["link,linkat", "rename,renameat,renameat2", "fsync", "fdatasync", "unlink,unlinkat"];

    [Fact]
    public async Task EachRecordedEventIsInTheArchiveOnceAndTheChainIsWholeHoweverOftenTheProcessIsKilled()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "key.pem"), SigningKey.One.Pem);
        var recorded = new HashSet<string>(StringComparer.Ordinal);
        var killed = 0;
        var lives = TestScale.Of(fast: 2, normal: 10, slow: 300);
        for (var life = 0; life < lives; life++)
        {
            var when = string.Create(CultureInfo.InvariantCulture, $"signal=KILL:when={1 + (life * 7 % 23)}");
            using var child = ChildProcess.StartWithFault(Calls[life % Calls.Length], when, "archive", directory.Path, "20");
            var said = await child.ReadRestAsync();
            recorded.UnionWith(Recorded(said));
            killed += said.Contains("closed", StringComparison.Ordinal) ? 0 : 1;
        }

        using (var last = ChildProcess.Start("archive", directory.Path, "5"))
        {
            recorded.UnionWith(Recorded(await last.ReadToEndAsync()));
        }

        var archive = await CheckedArchive.OfAsync(new DirectoryLogFileStore(Path.Combine(directory.Path, "archive")));
        var ids = archive.Records.Where(record => record.GetProperty("eventName").GetString() == "RefundOrder").Select(record => record.GetProperty("requestParameters").GetProperty("id").GetString()!).ToList();
        Assert.Distinct(ids);
        Assert.Subset(ids.ToHashSet(StringComparer.Ordinal), recorded);
        Assert.True(killed > 0, "Nothing was killed.");
        output.WriteLine($"{killed} of {lives} lives were killed: {recorded.Count} recorded, {ids.Count} in the archive, each once; {archive.LogFiles.Count} log files, {archive.Chain.Count} digests");
    }

    private static IEnumerable<string> Recorded(string said) => said.Split('\n').Where(line => line.StartsWith("recorded ", StringComparison.Ordinal) && line.Length > 9).Select(line => line[9..]);
}
