using System.Diagnostics;
using AuditTrail.Archive;

namespace AuditTrail.FaultChild;

/// <summary>A store whose process is killed (SIGKILL) right before one of its puts, or right after it: before anybody heard the answer.</summary>
/// <param name="inner">The store.</param>
/// <param name="at">1 for before the first put, 2 for after it, 3 for before the second …; 0 for never.</param>
internal sealed class KillingLogFileStore(ILogFileStore inner, int at) : ILogFileStore
{
    private int _points;

    public string Location => inner.Location;

    public async ValueTask<PutOutcome> PutIfAbsentAsync(LogFileUpload upload, CancellationToken cancellationToken)
    {
        Pass();
        var outcome = await inner.PutIfAbsentAsync(upload, cancellationToken).ConfigureAwait(false);
        Pass();
        return outcome;
    }

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? after, CancellationToken cancellationToken) => inner.ListAsync(prefix, after, cancellationToken);

    public ValueTask<LogFileContent?> OpenAsync(string key, CancellationToken cancellationToken) => inner.OpenAsync(key, cancellationToken);

    private void Pass()
    {
        if (++_points == at)
        {
            using var own = Process.GetCurrentProcess();
            own.Kill();
        }
    }
}
