using System.Globalization;
using AuditTrail.Archive.Verification;
using Spectre.Console;

namespace AuditTrail.Tool.Output;

/// <summary>How far a verification is, in a line of standard error that is written over and goes at the end; nothing where nobody watches.</summary>
internal static class ProgressLine
{
    public static Task<T> DuringAsync<T>(Terminal terminal, Func<IProgress<VerificationProgress>?, Task<T>> work)
    {
        if (terminal.Traits is not { ErrorIsTerminal: true, CanOverwrite: true } traits)
        {
            return work(null);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = traits.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(terminal.Error),
        });
        return console.Status().Spinner(Spinner.Known.Line).StartAsync("Listing...", status => work(new Line(status)));
    }

    private static string TextOf(VerificationProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{progress.Digests:N0} digests, {progress.LogFiles:N0} log files, {progress.Bytes >> 20:N0} MiB of {progress.Objects:N0} objects{(progress.Time is { } time ? $", {time.UtcDateTime:yyyy-MM-dd HH:mm}" : "")}");

    private sealed class Line(StatusContext status) : IProgress<VerificationProgress>
    {
        public void Report(VerificationProgress value) => status.Status = TextOf(value);
    }
}
