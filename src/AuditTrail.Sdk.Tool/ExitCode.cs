namespace AuditTrail.Tool;

/// <summary>What the process ends with: what scripts read.</summary>
internal static class ExitCode
{
    /// <summary>Done; of a verification: valid.</summary>
    public const int Valid = 0;

    /// <summary>The archive was changed.</summary>
    public const int Tampered = 1;

    /// <summary>Not everything could be verified, or something is missing from the range.</summary>
    public const int Incomplete = 2;

    /// <summary>Nothing wrong is found, but the newest digest is old.</summary>
    public const int Stale = 3;

    /// <summary>Wrong usage: <c>EX_USAGE</c> of sysexits.h.</summary>
    public const int Usage = 64;

    /// <summary>A fault of this program: <c>EX_SOFTWARE</c>.</summary>
    public const int InternalError = 70;

    /// <summary>Ended by Ctrl-C: 128 and the signal's number, as shells say it.</summary>
    public const int Interrupted = 130;
}
