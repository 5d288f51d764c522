using System.Text.Json;

namespace AuditTrail.EndToEnd.Tests;

/// <summary>The samples that run and end by themselves, as processes.</summary>
public sealed class SampleTests
{
    private static readonly string[] Own = ["TrailStarted", "TrailStopped"];

    [Fact]
    public async Task TheWorkersEventsSayWhoAskedForTheWorkAndBelongToTheEventThatQueuedIt()
    {
        using var directory = new TemporaryDirectory();
        var printed = await RunAsync("Worker", directory);

        var events = EventFile.ReadAll(directory.Path).Where(IsOfTheApplication).ToList();
        Assert.Equal(["PlaceOrder 17", "PlaceOrder 18", "SendInvoice 17", "SendInvoice 18"], events.Select(NameAndOrder).Order(StringComparer.Ordinal));
        foreach (var invoice in events.Where(record => EventFile.Name(record) == "SendInvoice"))
        {
            var order = events.Single(record => EventFile.Name(record) == "PlaceOrder" && OrderOf(record) == OrderOf(invoice));
            Assert.Equal(order.GetProperty("sharedEventID").GetString(), invoice.GetProperty("sharedEventID").GetString());
            Assert.Equal("alice", invoice.GetProperty("userIdentity").GetProperty("userName").GetString());
            Assert.Equal("invoices.example.com", invoice.GetProperty("userIdentity").GetProperty("invokedBy").GetString());
            Assert.Equal("invoices.example.com", invoice.GetProperty("sourceIPAddress").GetString());
        }

        Assert.Equal("INV-17", events.Single(record => NameAndOrder(record) == "SendInvoice 17").GetProperty("responseElements").GetProperty("number").GetString());
        Assert.Equal("TimeoutException", events.Single(record => NameAndOrder(record) == "SendInvoice 18").GetProperty("errorCode").GetString());
        Assert.Contains(directory.File("events-*.jsonl"), printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheCustomSinkPrintsWhatItsTrailSelectsAndTheFilesHoldEverything()
    {
        using var directory = new TemporaryDirectory();
        var printed = await RunAsync("CustomSink", directory);

        using var lines = JsonDocument.Parse($"[{string.Join(',', printed.Split('\n', StringSplitOptions.RemoveEmptyEntries))}]");
        Assert.Equal(["RefundOrder"], lines.RootElement.EnumerateArray().Where(IsOfTheApplication).Select(EventFile.Name));
        Assert.Equal(["ReadOrder", "RefundOrder"], EventFile.ReadAll(directory.Path).Where(IsOfTheApplication).Select(EventFile.Name));
    }

    [Fact]
    public async Task TheArchivesHoursAreProvenAndItsLastLineSaysWhatIsInIt()
    {
        using var directory = new TemporaryDirectory();

        var printed = await ChildProcess.RunAsync("dotnet", [Repository.SampleProgram("Archive"), "--out", directory.Path, "--hours", "2"]);

        using var line = JsonDocument.Parse(printed.TrimEnd().Split('\n')[^1]);
        Assert.Equal(["account", "bucket", "end", "events", "prefix", "region", "start", "trail"], line.RootElement.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal("111122223333", line.RootElement.GetProperty("account").GetString());
        Assert.Matches("^2026-11-22T00:0[0-9]:[0-9]{2}Z$", line.RootElement.GetProperty("start").GetString());
        Assert.Matches("^2026-11-22T02:[0-9]{2}:[0-9]{2}Z$", line.RootElement.GetProperty("end").GetString());
        Assert.InRange(line.RootElement.GetProperty("events").GetInt64(), 30, 120);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(directory.File("private-key.pem")));
        string[] verify = [Repository.SampleProgram("AuditTrail.Sdk.Tool"), "verify", directory.File("archive"), "--keys", directory.File("public-key.pem")];
        Assert.Contains("Valid: ", await ChildProcess.RunAsync("dotnet", verify), StringComparison.Ordinal);
        await ChildProcess.RunAsync("dotnet", [Repository.SampleProgram("Archive"), "--out", directory.Path], expectedExitCode: 64);
    }

    [Theory]
    [InlineData("Worker")]
    [InlineData("CustomSink")]
    public async Task ASampleWritesBesideItselfWhereverItIsCalledFrom(string sample)
    {
        var project = Path.Combine(Repository.Root, "samples", sample);

        var directory = await ChildProcess.RunAsync("dotnet", ["msbuild", project, "-nodeReuse:false", "-getProperty:RunWorkingDirectory"]);

        Assert.Equal(project, directory.Trim());
    }

    private static Task<string> RunAsync(string sample, TemporaryDirectory directory) =>
        ChildProcess.RunAsync("dotnet", [Repository.SampleProgram(sample), "--AuditTrail:Directory", directory.Path]);

    private static bool IsOfTheApplication(JsonElement record) => !Own.Contains(EventFile.Name(record));

    private static string NameAndOrder(JsonElement record) => $"{EventFile.Name(record)} {OrderOf(record)}";

    private static string? OrderOf(JsonElement record) => record.GetProperty("resources")[0].GetProperty("ARN").GetString();
}
