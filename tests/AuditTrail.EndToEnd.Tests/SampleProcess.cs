using System.Diagnostics;
using System.Text;

namespace AuditTrail.EndToEnd.Tests;

/// <summary>A web sample, <c>samples/MinimalApi</c> unless another is named, as a process of its own, on a free port.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static Task<SampleProcess> StartAsync(string directory, params string[] more) => StartAsync("MinimalApi", directory, [], more);

    public static async Task<SampleProcess> StartAsync(string name, string directory, IEnumerable<KeyValuePair<string, string?>> environment, params string[] more)
    {
        string[] arguments = [Repository.SampleProgram(name), "--urls", "http://127.0.0.1:0", "--AuditTrail:Directory", directory, .. more];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(Repository.Root, "samples", name),
        };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        var sample = new SampleProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        sample._process.OutputDataReceived += (_, line) => sample.Read(line.Data);
        sample._process.ErrorDataReceived += (_, line) => sample.Read(line.Data);
        sample._process.Exited += (_, _) => sample._listening.TrySetException(new InvalidOperationException("the sample ended:\n" + sample.Output));
        sample._process.Start();
        sample._process.BeginOutputReadLine();
        sample._process.BeginErrorReadLine();
        try
        {
            sample.Address = await sample._listening.Task.WaitAsync(Patience);
            return sample;
        }
        catch
        {
            sample.Kill();
            throw;
        }
    }

    /// <summary>SIGKILL: nothing in the process gets to run.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        _process.WaitForExit();
    }

    /// <summary>SIGTERM, as a host stops it; waits for the end.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        const string Marker = "Now listening on: ";
        var at = line.IndexOf(Marker, StringComparison.Ordinal);
        if (at >= 0)
        {
            _listening.TrySetResult(new Uri(line[(at + Marker.Length)..].Trim()));
        }
    }
}
