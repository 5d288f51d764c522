using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using AuditTrail.Tool.Tests.Support;

namespace AuditTrail.Tool.Tests;

/// <summary>The tool as scripts and people call it.</summary>
public sealed partial class ProcessTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    private string[] Verify => ["verify", _directory.Path, "--keys", _directory.File("public-key.pem")];

    public async ValueTask InitializeAsync() => await ToolRun.OfAsync("keys", "new", "--out", _directory.File("private-key.pem"), "--bits", "2048");

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task TheExitCodeIsTheProcesss()
    {
        Assert.Equal(ExitCode.Incomplete, (await ToolProcess.RunAsync(Verify)).ExitCode);
        Assert.Equal(ExitCode.Usage, (await ToolProcess.RunAsync(["verify"])).ExitCode);
        Assert.Equal(ExitCode.Valid, (await ToolProcess.RunAsync(["--version"])).ExitCode);
    }

    [Fact]
    public async Task APipeGetsNoColourAndNoProgress()
    {
        var run = await ToolProcess.RunAsync(Verify);

        Assert.DoesNotContain('\u001b', run.Out + run.Error);
        Assert.DoesNotContain('\r', run.Out + run.Error);
    }

    [Fact]
    public async Task ATerminalGetsColourUnlessItIsNotWanted()
    {
        Assert.Matches(Colour(), (await ToolProcess.RunOnTerminalAsync(Verify)).Out);
        Assert.DoesNotMatch(Colour(), (await ToolProcess.RunOnTerminalAsync(Verify, new Dictionary<string, string> { ["NO_COLOR"] = "1" })).Out);
        Assert.DoesNotContain('\u001b', (await ToolProcess.RunOnTerminalAsync(Verify, new Dictionary<string, string> { ["TERM"] = "dumb" })).Out);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task ASignalEndsItCleanly(string signal)
    {
        await using var server = await SilentServer.StartAsync();

        // What a shell started in the background ignores SIGINT, and hands that on; env takes it back.
        using var process = ToolProcess.Start(
            "env",
            ["--default-signal=INT", "dotnet", ToolProcess.Program, "verify", "s3://some-bucket", "--keys", _directory.File("public-key.pem"), "--endpoint-url", server.Address, "--region", "us-east-1"],
            new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "test" });
        await server.Asked.WaitAsync(TimeSpan.FromMinutes(1));

        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        var run = await ToolProcess.EndAsync(process);

        Assert.Equal((ExitCode.Interrupted, ""), (run.ExitCode, run.Out));
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colour();
}
