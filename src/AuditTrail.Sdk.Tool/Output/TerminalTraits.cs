namespace AuditTrail.Tool.Output;

/// <summary>What the other end of the tool's output can show.</summary>
internal sealed record TerminalTraits
{
    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public bool Colour { get; init; }

    /// <summary>Whether a line can be written over: whether progress can be shown.</summary>
    public bool CanOverwrite { get; init; }

    /// <summary>Colour unless <c>NO_COLOR</c> is set (no-color.org); nothing but lines for a dumb terminal.</summary>
    public static TerminalTraits OfTheProcess()
    {
        var dumb = Environment.GetEnvironmentVariable("TERM") is "dumb";
        return new TerminalTraits
        {
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Colour = !dumb && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            CanOverwrite = !dumb,
        };
    }
}
