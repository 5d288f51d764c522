using System.CommandLine;
using System.CommandLine.Parsing;
using AuditTrail.Tool.Keys;
using AuditTrail.Tool.Output;
using AuditTrail.Tool.Verification;

namespace AuditTrail.Tool;

/// <summary>The tool: arguments in, an exit code out. Nothing that is thrown leaves it.</summary>
internal sealed class CommandLine
{
    // A path that begins with @ is a path.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private readonly Terminal _terminal;
    private readonly Option<bool> _debug = new("--debug") { Description = "Show where an internal error came from.", Recursive = true, Hidden = true };
    private readonly RootCommand _root;

    public CommandLine(Terminal terminal, TimeProvider time)
    {
        _terminal = terminal;
        _root = new RootCommand("Proves what happened: verifies archives of audit trails, and makes the keys that sign them.")
        {
            VerifyCommand.Create(terminal, time),
            new Command("keys", "Keys that sign digests.") { NewKeyCommand.Create(terminal) },
            _debug,
        };
    }

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var parsed = _root.Parse(arguments, Parsing);
        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed);
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = _terminal.Out,
                Error = _terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (UsageException exception)
        {
            _terminal.Fail(exception.Message);
            return ExitCode.Usage;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _terminal.Fail("Interrupted: nothing is said about the archive.");
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            // The last boundary: whatever went wrong, a script gets its code and a person one line.
            _terminal.Fail($"Internal error: {exception.GetType().Name}: {exception.Message} (--debug shows where)");
            if (parsed.GetValue(_debug))
            {
                _terminal.Error.WriteLine(exception);
            }

            return ExitCode.InternalError;
        }
    }

    private int Refuse(ParseResult parsed)
    {
        // The library's messages may have lines; ours is one.
        _terminal.Fail(string.Join(' ', parsed.Errors.SelectMany(error => error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
        _terminal.Error.WriteLine($"Try '{NameOf(parsed.CommandResult)} --help'.");
        return ExitCode.Usage;
    }

    private static string NameOf(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = command; at is CommandResult { Parent: not null } result; at = result.Parent)
        {
            names.Push(result.Command.Name);
        }

        return string.Join(' ', names.Prepend("audittrail"));
    }
}
