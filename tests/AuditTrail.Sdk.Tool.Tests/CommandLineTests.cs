using AuditTrail.Tool.Tests.Support;

namespace AuditTrail.Tool.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("keys")]
    [InlineData("keys", "nwe")]
    [InlineData("verfy", "x")]
    [InlineData("keys", "new", "--nothing")]
    public async Task WrongUsageIsOneLineAndAHint(params string[] arguments)
    {
        var run = await ToolRun.OfAsync(arguments);

        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Out));
        var lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("Try 'audittrail", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task HelpIsNoError()
    {
        var run = await ToolRun.OfAsync("--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("keys", run.Out, StringComparison.Ordinal);
    }
}
