namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>A handler that counts how often it ran.</summary>
internal sealed class Handler
{
    private int _runs;

    public int Runs => _runs;

    public string Run()
    {
        Interlocked.Increment(ref _runs);
        return "done";
    }
}
