using AuditTrail.Tool.Output;

namespace AuditTrail.Tool.Tests.Support;

/// <summary>One call of the tool in this process, with all that it said.</summary>
internal sealed record ToolRun(int ExitCode, string Out, string Error)
{
    public static Task<ToolRun> OfAsync(params string[] arguments) => OfAsync(TimeProvider.System, CancellationToken.None, arguments);

    public static async Task<ToolRun> OfAsync(TimeProvider time, CancellationToken cancellationToken, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new CommandLine(new Terminal(output, error), time).RunAsync(arguments, cancellationToken);
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }
}
