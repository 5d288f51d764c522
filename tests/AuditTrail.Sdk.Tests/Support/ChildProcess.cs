using System.Diagnostics;

namespace AuditTrail.Tests.Support;

/// <summary>The program tests/AuditTrail.FaultChild in a process of its own, if wanted with failing system calls.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private readonly string? _trace;

    private ChildProcess(Process process, string? trace)
    {
        _process = process;
        _trace = trace;
    }

    /// <summary>How many calls strace let fail, after the end.</summary>
    public int FaultsInjected => _trace is null ? 0 : File.ReadLines(_trace).Count(static line => line.Contains("(INJECTED)", StringComparison.Ordinal));

    public static ChildProcess Start(params string[] arguments) => Start("dotnet", [Dll, .. arguments], trace: null);

    /// <summary>Runs it under strace, which makes system calls fail: <c>fdatasync:error=EIO:when=1</c>.</summary>
    public static ChildProcess StartWithFault(string systemCall, string fault, params string[] arguments)
    {
        var trace = Path.GetTempFileName();
        return Start(
            "strace", ["-f", "--seccomp-bpf", "-qq", "-o", trace, "-e", "trace=" + systemCall, "-e", $"inject={systemCall}:{fault}", "dotnet", Dll, .. arguments], trace);
    }

    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException("The process ended: " + await _process.StandardError.ReadToEndAsync());

    public async Task<string> ReadToEndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        var errors = await _process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(_process.ExitCode == 0, $"exit code {_process.ExitCode}: {output} {errors}");
        return output;
    }

    /// <summary>What it said before it was killed.</summary>
    public Task<string> ReadRestAsync() => _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);

    public void EndInput() => _process.StandardInput.Close();

    public void Kill() => _process.Kill(entireProcessTree: true);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        if (_trace is not null)
        {
            File.Delete(_trace);
        }
    }

    private static string Dll
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(own.Parent?.Parent?.FullName ?? "", "AuditTrail.FaultChild", own.Name, "AuditTrail.FaultChild.dll");
        }
    }

    private static ChildProcess Start(string program, IEnumerable<string> arguments, string? trace)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start."), trace);
    }
}
