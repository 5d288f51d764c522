using System.Globalization;
using AuditTrail.Archive;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive;

/// <summary>kill -9 of a process with a recorder around each put of log files and digests, and while it names and syncs its steps and cursors.</summary>
public sealed class ArchiveKillTests(ITestOutputHelper output)
{
    // A life has at least as many points before and after its puts.
    private const int Points = 8;

    [Fact]
    public async Task EachRecordedEventIsInTheArchiveOnceAndTheChainIsWholeHoweverOftenTheProcessIsKilled()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "key.pem"), SigningKey.One.Pem);
        var recorded = new HashSet<string>(StringComparer.Ordinal);
        var killed = 0;
        var lives = TestScale.Of(fast: 2, normal: 11, slow: 300);
        for (var life = 0; life < lives; life++)
        {
            using var child = Start(life, directory.Path);
            var said = await child.ReadRestAsync();
            recorded.UnionWith(Recorded(said));
            killed += said.Contains("closed", StringComparison.Ordinal) ? 0 : 1;
        }

        using (var last = ChildProcess.Start("archive", directory.Path, "5", "0"))
        {
            recorded.UnionWith(Recorded(await last.ReadToEndAsync()));
        }

        var archive = await CheckedArchive.OfAsync(new DirectoryLogFileStore(Path.Combine(directory.Path, "archive")));
        var ids = archive.Records.Where(record => record.GetProperty("eventName").GetString() == "RefundOrder").Select(record => record.GetProperty("requestParameters").GetProperty("id").GetString()!).ToList();
        Assert.Distinct(ids);
        Assert.Subset(ids.ToHashSet(StringComparer.Ordinal), recorded);
        Assert.Equal(lives, killed);
        output.WriteLine($"{killed} of {lives} lives were killed: {recorded.Count} recorded, {ids.Count} in the archive, each once; {archive.LogFiles.Count} log files, {archive.Chain.Count} digests");
    }

    /// <summary>One life: eight of eleven die around a put, the others at the first call that names a step or cursor, syncs a file, or clears up.</summary>
    private static ChildProcess Start(int life, string directory) => (life % (Points + 3)) switch
    {
        Points => ChildProcess.StartWithFault("rename,renameat,renameat2", "signal=KILL:when=1", "archive", directory, "20", "0"),
        Points + 1 => ChildProcess.StartWithFault("fdatasync", "signal=KILL:when=1", "archive", directory, "20", "0"),
        Points + 2 => ChildProcess.StartWithFault("link,linkat", "signal=KILL:when=1", "archive", directory, "20", "0"),
        var point => ChildProcess.Start("archive", directory, "20", (point + 1).ToString(CultureInfo.InvariantCulture)),
    };

    private static IEnumerable<string> Recorded(string said) => said.Split('\n').Where(line => line.StartsWith("recorded ", StringComparison.Ordinal) && line.Length > 9).Select(line => line[9..]);
}
