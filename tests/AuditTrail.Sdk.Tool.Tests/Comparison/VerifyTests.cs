using System.Text.Json;
using System.Text.Json.Nodes;
using AuditTrail.Tool.Tests.Support;

namespace AuditTrail.Tool.Tests.Comparison;

/// <summary>What <c>audittrail verify</c> says of an archive, and to whom.</summary>
public sealed class VerifyTests(TrailOfHours trail)
{
    private string[] Keys => ["--keys", .. trail.KeyFiles];

    [Fact]
    public async Task AValidArchiveIsDescribedAndTheLastLineIsTheVerdict()
    {
        var run = await ToolRun.OfAsync(["verify", trail.Archive, .. Keys]);

        Assert.Equal((ExitCode.Valid, ""), (run.ExitCode, run.Error));
        var lines = run.Out.TrimEnd().Split('\n');
        Assert.StartsWith("Valid: ", lines[^1], StringComparison.Ordinal);
        Assert.StartsWith("Rollback was not checked", lines[^2], StringComparison.Ordinal);
        Assert.Contains($"Trail {trail.Trail}", lines);
        Assert.Contains($"  {trail.Start} to {trail.End}, then stopped", lines);
    }

    [Fact]
    public async Task TheJsonIsOneDocumentWithTheSameVerdict()
    {
        var run = await ToolRun.OfAsync(["verify", trail.Archive, .. Keys, "--json"]);

        using var report = JsonDocument.Parse(run.Out);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(("Valid", 0), (report.RootElement.GetProperty("verdict").GetString(), report.RootElement.GetProperty("exitCode").GetInt32()));
        Assert.Equal(trail.Trail, report.RootElement.GetProperty("chains")[0].GetProperty("trail").GetString());
        Assert.Equal(2, report.RootElement.GetProperty("keys").GetArrayLength());
    }

    [Fact]
    public async Task WithAStateTheNewestDigestsCannotBeRemovedUnseen()
    {
        using var archive = new ArchiveCopy(trail.Archive);
        using var directory = new TemporaryDirectory();
        string[] verify = ["verify", archive.Path, .. Keys, "--state", directory.File("state")];

        var before = await ToolRun.OfAsync(verify);
        foreach (var file in archive.Digests.TakeLast(2).Concat(archive.LogFiles.TakeLast(archive.LogFiles.Count / 2)))
        {
            ArchiveCopy.Delete(file);
        }

        var after = await ToolRun.OfAsync(verify);
        var again = await ToolRun.OfAsync(verify);

        Assert.Equal(ExitCode.Valid, before.ExitCode);
        Assert.DoesNotContain("Rollback was not checked", before.Out, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Tampered, ExitCode.Tampered), (after.ExitCode, again.ExitCode));
        Assert.Contains("RolledBack", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingThatAnArchiveSaysSteersATerminal()
    {
        using var archive = new ArchiveCopy(trail.Archive);
        ArchiveCopy.Forge(archive.MiddleDigest, trail.Keys, document =>
        {
            var file = document["logFiles"]!.AsArray()[0]!.DeepClone();
            file["s3Object"] = "\u001b[2J\u202eAWSLogs\n[red]";
            document["logFiles"]!.AsArray().Add(file);
        });

        var text = await ToolRun.OfAsync(["verify", archive.Path, .. Keys]);
        var json = await ToolRun.OfAsync(["verify", archive.Path, .. Keys, "--json"]);

        Assert.Equal(ExitCode.Tampered, text.ExitCode);
        Assert.Contains("\\u001b[2J\\u202eAWSLogs\\u000a[red]", text.Out, StringComparison.Ordinal);
        Assert.All(text.Out + json.Out, character => Assert.True(character is '\n' or (>= ' ' and <= '~'), $"U+{(int)character:X4}"));
    }

    [Fact]
    public async Task ABucketIsVerifiedAsADirectoryIs()
    {
        await using var server = await BucketServer.StartAsync(trail.Archive, trail.Keys);
        var environment = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "test", ["AWS_EC2_METADATA_DISABLED"] = "true" };

        var run = await ToolProcess.RunAsync(
            ["verify", $"s3://{TrailOfHours.Bucket}", .. Keys, "--endpoint-url", server.Address, "--region", TrailOfHours.Region, "--path-style", "--json"], environment);
        var refused = await ToolProcess.RunAsync(
            ["verify", $"s3://{TrailOfHours.Bucket}", .. Keys, "--endpoint-url", "http://127.0.0.1:1", "--region", TrailOfHours.Region], environment);

        Assert.True(run.ExitCode == ExitCode.Valid, $"{run}");
        Assert.Equal("Valid", JsonNode.Parse(run.Out)!["verdict"]!.ToString());
        Assert.Equal((ExitCode.Incomplete, ""), (refused.ExitCode, refused.Out));
        Assert.StartsWith("The archive cannot be read: ", refused.Error, StringComparison.Ordinal);
    }
}
