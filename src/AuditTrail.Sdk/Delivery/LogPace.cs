namespace AuditTrail.Delivery;

/// <summary>Lets a failure into the log when it is news, and then now and then: what goes on for days must not fill a disk.</summary>
internal sealed class LogPace(TimeProvider time)
{
    private static readonly TimeSpan News = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(10);

    private string? _said;
    private long _saidAt;
    private bool _over;

    /// <summary>Whether to say it now: always the first time; another failure, or the same after a success, a minute later; the same one ten minutes later.</summary>
    public bool Allows(string failure)
    {
        var isNews = _over || !string.Equals(failure, _said, StringComparison.Ordinal);
        if (_said is not null && time.GetElapsedTime(_saidAt) < (isNews ? News : Reminder))
        {
            return false;
        }

        (_said, _saidAt, _over) = (failure, time.GetTimestamp(), false);
        return true;
    }

    /// <summary>It works again.</summary>
    /// <returns>True if a failure was said since the last time.</returns>
    public bool Ended()
    {
        var said = _said is not null && !_over;
        _over = true;
        return said;
    }
}
