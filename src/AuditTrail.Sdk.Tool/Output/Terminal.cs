using Spectre.Console;

namespace AuditTrail.Tool.Output;

/// <summary>Where the tool speaks: results on standard output, the rest on standard error. Colour and progress only where somebody watches.</summary>
internal sealed class Terminal
{
    // A terminal breaks lines itself; a pipe must get them whole.
    private const int Unbroken = 100_000;

    private readonly IAnsiConsole _out;
    private readonly IAnsiConsole _error;

    public Terminal(TextWriter output, TextWriter error, TerminalTraits? traits = null)
    {
        Out = output;
        Error = error;
        Traits = traits ?? new TerminalTraits();
        _out = Create(output, Traits is { OutputIsTerminal: true, Colour: true });
        _error = Create(error, Traits is { ErrorIsTerminal: true, Colour: true });
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public TerminalTraits Traits { get; }

    public static Terminal OfTheProcess() => new(Console.Out, Console.Error, TerminalTraits.OfTheProcess());

    /// <summary>A line of results. The text is made inert.</summary>
    public void Say(string text, Style? style = null) => Write(_out, text, style);

    /// <summary>A line about what went wrong. The text is made inert.</summary>
    public void Fail(string text) => Write(_error, text, new Style(Color.Red));

    private static void Write(IAnsiConsole console, string text, Style? style)
    {
        console.Write(new Text(InertText.Of(text), style));
        console.WriteLine();
    }

    private static IAnsiConsole Create(TextWriter writer, bool colour)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Unbroken;
        return console;
    }
}
