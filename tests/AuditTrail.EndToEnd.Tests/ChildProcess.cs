using System.Diagnostics;
using System.Text;

namespace AuditTrail.EndToEnd.Tests;

/// <summary>A program run to its end, with what it printed.</summary>
internal static class ChildProcess
{
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? directory = null, int expectedExitCode = 0)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? Repository.Root,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        var text = new StringBuilder(await output).Append(await error).ToString();
        Assert.True(process.ExitCode == expectedExitCode, $"{program} ended with {process.ExitCode}:\n{text}");
        return await output;
    }
}
