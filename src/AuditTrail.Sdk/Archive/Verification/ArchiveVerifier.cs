namespace AuditTrail.Archive.Verification;

/// <summary>Proves an archive, this library's or AWS CloudTrail's own, or finds what was done to it.</summary>
/// <remarks>
/// Reads the store and nothing else, and changes nothing in it. Memory stays flat: files are hashed as they stream by. An instance verifies any number of times,
/// one at a time. What an archive can prove, and what it cannot, is in <c>docs/verifying.md</c>.
/// </remarks>
public sealed class ArchiveVerifier
{
    private readonly ILogFileStore _store;
    private readonly TrustedKeys _keys;
    private readonly ArchiveVerifierOptions _options;

    /// <summary>Prepares a verification.</summary>
    /// <param name="store">The bucket, or a directory that holds a bucket's objects.</param>
    /// <param name="keys">The keys that digests may be signed with.</param>
    /// <param name="options">What to look at; null for everything until now.</param>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public ArchiveVerifier(ILogFileStore store, TrustedKeys keys, ArchiveVerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        _store = store;
        _keys = keys;
        _options = options ?? new ArchiveVerifierOptions();
        if (_options is { From: { } from, To: { } to } && from >= to)
        {
            throw new ArgumentException("The range is empty: From must come before To.", nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(_options.Parallelism, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxFindings, nameof(options));
    }

    /// <summary>Verifies.</summary>
    /// <param name="progress">Is told now and then how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends the verification.</param>
    /// <exception cref="LogFileStoreException">The store cannot be listed. A single file that cannot be read is a finding instead.</exception>
    /// <exception cref="IOException">The store cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The store may not be listed.</exception>
    public Task<VerificationReport> VerifyAsync(IProgress<VerificationProgress>? progress = null, CancellationToken cancellationToken = default) =>
        VerifyAsync(GzipLimits.OfLogFiles, GzipLimits.OfDigests, progress, cancellationToken);

    internal async Task<VerificationReport> VerifyAsync(
        GzipLimits logFileLimits, GzipLimits digestLimits, IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        using var run = new VerificationRun(_store, _keys, _options, new FileReader(_store, logFileLimits, digestLimits), progress, cancellationToken);
        return await run.RunAsync().ConfigureAwait(false);
    }
}
