using AuditTrail.Archive;
using AuditTrail.Archive.Verification;
using AuditTrail.Tool.Output;

namespace AuditTrail.Tool.Verification;

/// <summary><c>audittrail verify</c>: its work.</summary>
internal sealed class ArchiveCheck(Terminal terminal, TimeProvider time)
{
    public required string Archive { get; init; }

    public required S3Access Access { get; init; }

    public required IReadOnlyList<string> KeyFiles { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public string? StateFile { get; init; }

    public bool Json { get; init; }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (From >= To)
        {
            throw new UsageException("The range is empty: --from must come before --to.");
        }

        if (To is null && From >= time.GetUtcNow())
        {
            throw new UsageException("The range is empty: --from lies in the future, and without --to the range ends now.");
        }

        var keys = ReadKeys();
        using var source = ArchiveSource.Open(Archive, Access);
        if (!TryOpenState(out var state))
        {
            return ExitCode.Incomplete;
        }

        var verifier = new ArchiveVerifier(source.Store, keys, new ArchiveVerifierOptions
        {
            From = From,
            To = To,
            Prefix = source.Prefix,
            Bucket = source.Bucket,
            State = state,
            TimeProvider = time,
        });
        VerificationReport report;
        try
        {
            report = await ProgressLine.DuringAsync(terminal, progress => verifier.VerifyAsync(progress, cancellationToken));
        }
        catch (Exception exception) when (exception is LogFileStoreException or IOException or UnauthorizedAccessException)
        {
            terminal.Fail($"The archive cannot be read: {exception.Message}");
            return ExitCode.Incomplete;
        }

        var saved = TrySave(state);
        if (Json)
        {
            ReportJson.Write(terminal.Out, source.Store.Location, this, keys, report);
        }
        else
        {
            new ReportText(terminal).Write(source.Store.Location, report);
        }

        return report.ExitCode == ExitCode.Valid && !saved ? ExitCode.Incomplete : report.ExitCode;
    }

    private TrustedKeys ReadKeys()
    {
        try
        {
            return TrustedKeys.FromFiles(KeyFiles);
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--keys: {exception.Message}", exception);
        }
    }

    /// <summary>Opens the state; a damaged one is no wrong usage: somebody may have wanted it to be forgotten.</summary>
    private bool TryOpenState(out VerificationState? state)
    {
        state = null;
        try
        {
            if (StateFile is not null)
            {
                state = Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(StateFile)))
                    ? VerificationState.Open(StateFile)
                    : throw new UsageException($"--state: there is no directory for '{StateFile}'.");
            }

            return true;
        }
        catch (FormatException exception)
        {
            terminal.Fail(exception.Message);
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--state: {exception.Message}", exception);
        }
    }

    /// <summary>Keeps what was seen, whatever the verdict.</summary>
    private bool TrySave(VerificationState? state)
    {
        try
        {
            state?.Save();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            terminal.Fail($"The state was not saved, so that the next run cannot check for rollback to this one: {exception.Message}");
            return false;
        }
    }
}
