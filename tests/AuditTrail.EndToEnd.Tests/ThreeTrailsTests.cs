using System.IO.Compression;
using System.Text.Json;
using AuditTrail.TestServers.CloudWatchLogs;
using AuditTrail.TestServers.Signing;
using AuditTrail.TestServers.Webhook;

namespace AuditTrail.EndToEnd.Tests;

/// <summary>The sample with an archive, CloudWatch Logs and an alert, as a process.</summary>
public sealed class ThreeTrailsTests
{
    [Fact]
    public async Task EachTrailBringsItsEventsWhereTheyBelong()
    {
        using var directory = new TemporaryDirectory();
        await using var logs = await CloudWatchLogsServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sample = await SampleProcess.StartAsync(
            "ThreeTrails",
            directory.Path,
            Environment(directory, SigningCredentials.Example),
            ["--Logs:Endpoint", logs.Endpoint, "--Alert:Url", receiver.Url, "--Alert:Secret", receiver.Rules.Secret!, "--Alert:AllowHttp", "true"]);
        await CallAsync(sample);

        // The trail's own TrailStarted and TrailStopped pass every selector.
        await UntilAsync(() => (logs.Arrivals.Count, receiver.Arrivals.Count) == (4, 2), () => $"{logs.Arrivals.Count} in the group, {receiver.Arrivals.Count} alerts; {logs.Broken}; {receiver.Broken}; {sample.Output}");
        Assert.Equal("Healthy: Events are recorded.", (await ChildProcess.RunAsync("curl", ["-sS", $"{sample.Address}health"])).Trim());
        await sample.StopAsync();

        Assert.Equal((5, 3), (logs.Arrivals.Count, receiver.Arrivals.Count));
        Assert.Equal(("no rule broken", "no rule broken"), (logs.Broken.ToString(), receiver.Broken.ToString()));
        Assert.Equal(["shop/audit"], logs.Groups.Keys);
        Assert.Equal(["TrailStarted", "GrantRole", "PlaceOrder", "GetOrder", "TrailStopped"], Archived(directory.File("archive")));
    }

    [Fact]
    public async Task WithoutCredentialsAndReceiverTheApplicationWorksAndItsHealthSaysWhatIsHeld()
    {
        using var directory = new TemporaryDirectory();
        await using var sample = await SampleProcess.StartAsync("ThreeTrails", directory.Path, Environment(directory, null), ["--Alert:Url", "https://127.0.0.1:9/audit", "--AuditTrail:DrainTimeout", "00:00:01"]);
        await CallAsync(sample);

        var health = "";
        await UntilAsync(() => (health = ChildProcess.RunAsync("curl", ["-sS", $"{sample.Address}health"]).GetAwaiter().GetResult()).Split("is failing").Length == 3, () => health);

        Assert.StartsWith("Degraded: The trail 'logs' is failing: ", health, StringComparison.Ordinal);
        Assert.Contains("The trail 'alert' is failing: ", health, StringComparison.Ordinal);
        Assert.Contains("curl ", sample.Output, StringComparison.Ordinal);
        await sample.StopAsync();
        Assert.Equal(["TrailStarted", "GrantRole", "PlaceOrder", "GetOrder", "TrailStopped"], Archived(directory.File("archive")));
    }

    private static async Task CallAsync(SampleProcess sample)
    {
        await ChildProcess.RunAsync("curl", ["-sSf", "-X", "POST", $"{sample.Address}users/bob/roles?role=admin"]);
        await ChildProcess.RunAsync("curl", ["-sSf", "-X", "POST", $"{sample.Address}orders/17"]);
        await ChildProcess.RunAsync("curl", ["-sSf", $"{sample.Address}orders/17"]);
    }

    /// <summary>Nothing of this machine's own: no profile, no role.</summary>
    private static Dictionary<string, string?> Environment(TemporaryDirectory directory, SigningCredentials? credentials) => new(StringComparer.Ordinal)
    {
        ["HOME"] = directory.Path,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_ACCESS_KEY_ID"] = credentials?.AccessKeyId,
        ["AWS_SECRET_ACCESS_KEY"] = credentials?.SecretAccessKey,
        ["AWS_SESSION_TOKEN"] = credentials?.SessionToken,
        ["AWS_REGION"] = null,
        ["AWS_DEFAULT_REGION"] = null,
        ["AWS_PROFILE"] = null,
    };

    private static IEnumerable<string?> Archived(string archive) => Directory.EnumerateFiles(archive, "*_CloudTrail_*.json.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(file =>
    {
        using var content = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        return JsonDocument.Parse(content).RootElement.GetProperty("Records").EnumerateArray().Select(EventFile.Name).ToList();
    });

    private static async Task UntilAsync(Func<bool> condition, Func<string> what)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !condition(); await Task.Delay(50))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1), what());
        }
    }
}
