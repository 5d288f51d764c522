namespace AuditTrail.AspNetCore;

/// <summary>What one captured value may still cost, what may be in clear, and what failed.</summary>
internal ref struct CaptureContext(IReadOnlySet<string> allowed)
{
    private const int MaxBytes = 32_768;

    private int _bytesLeft = MaxBytes;

    public CaptureProblems Problems;

    public readonly bool IsInClear(string name) => allowed.Contains(name);

    /// <summary>False when the value would exceed what is left.</summary>
    public bool TryTake(int bytes)
    {
        if (bytes > _bytesLeft)
        {
            return false;
        }

        _bytesLeft -= bytes;
        return true;
    }
}
