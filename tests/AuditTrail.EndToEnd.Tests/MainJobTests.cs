using System.Text.Json;

namespace AuditTrail.EndToEnd.Tests;

/// <summary>What a newcomer does first, with the tools that a newcomer has: the sample, curl and jq.</summary>
public sealed class MainJobTests
{
    [Fact]
    public async Task CurlSendsRequestsAndJqReadsWhoDidWhatWhenFromWhereAndHowItEnded()
    {
        using var directory = new TemporaryDirectory();
        var cookies = directory.File("cookies");
        await using var sample = await SampleProcess.StartAsync(directory.Path);
        await ChildProcess.RunAsync("curl", ["-sS", "-c", cookies, "-X", "POST", $"{sample.Address}sign-in?name=alice"]);
        await ChildProcess.RunAsync("curl", ["-sS", "-b", cookies, "-X", "POST", $"{sample.Address}orders/17/refund"]);
        var status = await ChildProcess.RunAsync("curl", ["-sS", "-o", directory.File("body"), "-w", "%{http_code}", "-X", "POST", $"{sample.Address}orders/18/refund"]);
        Assert.Equal("401", status);

        await EventFile.WaitForAsync(directory.Path, events => events.Count(record => EventFile.Name(record) == "RefundOrder") == 2);
        var file = Directory.GetFiles(directory.Path, "events-*.jsonl").Single();
        const string Filter = """
            select(.eventName == "RefundOrder") | [.userIdentity.userName // .userIdentity.principalId, .eventName, .requestParameters.id,
            .sourceIPAddress, .errorCode // "ok", .additionalEventData.http.status, (.eventTime | fromdate > 0), .eventSource, .resources[0].ARN] | join(" ")
            """;
        var lines = (await ChildProcess.RunAsync("jq", ["-r", Filter, file])).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            ["alice RefundOrder 17 127.0.0.1 ok 200 true orders.example.com 17", "anonymous RefundOrder 18 127.0.0.1 Unauthorized 401 true orders.example.com 18"],
            lines);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task TheSamplePrintsWhereItWritesAndALineToTry()
    {
        using var directory = new TemporaryDirectory();
        await using var sample = await SampleProcess.StartAsync(directory.Path);
        await sample.StopAsync();

        Assert.Contains(directory.File("journal"), sample.Output, StringComparison.Ordinal);
        Assert.Contains(directory.Path, sample.Output, StringComparison.Ordinal);
        Assert.Contains("curl ", sample.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACleanStopDeliversEverythingAndSaysSo()
    {
        using var directory = new TemporaryDirectory();
        await using var sample = await SampleProcess.StartAsync(directory.Path);
        await ChildProcess.RunAsync("curl", ["-sS", $"{sample.Address}"]);
        await sample.StopAsync();

        var names = EventFile.ReadAll(directory.Path).Select(EventFile.Name).ToList();
        Assert.Equal("TrailStarted", names[0]);
        Assert.Equal("TrailStopped", names[^1]);
        Assert.Equal(3, names.Count);
    }

    [Fact]
    public async Task ASecondProcessOnTheSameDirectoryGetsAnErrorThatNamesTheFirst()
    {
        using var directory = new TemporaryDirectory();
        await using var sample = await SampleProcess.StartAsync(directory.Path);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SampleProcess.StartAsync(directory.Path, "--AuditTrail:Journal:LockTimeout", "00:00:01"));

        Assert.Contains(directory.File("journal"), error.Message, StringComparison.Ordinal);
        Assert.Contains("process", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AMisspeltKeyStopsTheStartAndNamesTheRightOne()
    {
        using var directory = new TemporaryDirectory();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SampleProcess.StartAsync(directory.Path, "--AuditTrail:WaitLimt", "00:00:01"));

        Assert.Contains("AuditTrail:WaitLimt", error.Message, StringComparison.Ordinal);
        Assert.Contains("WaitLimit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryLineIsReadByAStrictJsonReader()
    {
        using var directory = new TemporaryDirectory();
        await using var sample = await SampleProcess.StartAsync(directory.Path);
        await ChildProcess.RunAsync("curl", ["-sS", "-A", "ev\u202Eil", $"{sample.Address}?q=%0a%e2%80%ae&q=2"]);
        await sample.StopAsync();

        foreach (var line in Directory.GetFiles(directory.Path, "events-*.jsonl").SelectMany(File.ReadLines))
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
            Assert.DoesNotContain('\u202E', line);
        }
    }
}
