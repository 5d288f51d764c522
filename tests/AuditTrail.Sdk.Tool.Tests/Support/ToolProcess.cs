using System.Diagnostics;
using System.Reflection;

namespace AuditTrail.Tool.Tests.Support;

/// <summary>The tool as a process of its own.</summary>
internal static class ToolProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The tool's own output: beside these tests it would lack what their framework brings.</summary>
    public static string Program { get; } = Path.GetFullPath($"../../AuditTrail.Sdk.Tool/{Path.GetFileName(Beside)}/AuditTrail.Sdk.Tool.dll", Beside);

    private static string Beside => Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!;

    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    /// <summary>Runs it with its output in pipes.</summary>
    public static Task<ToolRun> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        EndAsync(Start("dotnet", [Program, .. arguments], environment));

    /// <summary>Runs it on a terminal, both outputs on it.</summary>
    public static Task<ToolRun> RunOnTerminalAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        EndAsync(Start("script", ["--quiet", "--return", "--command", string.Join(' ', new[] { "dotnet", Program }.Concat(arguments)), Path.DirectorySeparatorChar + "dev/null"], environment));

    public static async Task<ToolRun> EndAsync(Process process)
    {
        using var running = process;
        var output = running.StandardOutput.ReadToEndAsync();
        var error = running.StandardError.ReadToEndAsync();
        try
        {
            await running.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            running.Kill(entireProcessTree: true);
            throw;
        }

        return new ToolRun(running.ExitCode, await output, await error);
    }
}
