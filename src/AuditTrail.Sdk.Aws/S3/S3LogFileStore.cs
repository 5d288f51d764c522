using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using AuditTrail.Archive;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Aws;

/// <summary>A bucket of Amazon S3, or of a store that speaks its protocol. Thread-safe.</summary>
/// <remarks>
/// An object is put with <c>If-None-Match: *</c>, so nothing is ever overwritten. Until the store has shown that it holds this (the first small object is put
/// twice to see that) it is looked at before each put, and one that does not know it (501) or ignores it for good: two writers of the same key at the same
/// moment could then both put it. What <see cref="PutIfAbsentAsync"/> has stored survives what the store survives.
/// </remarks>
public sealed class S3LogFileStore : ILogFileStore, IDisposable
{
    private const int MaxKeyBytes = 1_024;
    private const int MaxProofBytes = 1 << 20;
    private const string MetadataPrefix = "x-amz-meta-";

    private readonly S3LogFileStoreOptions _options;
    private readonly IAmazonS3 _client;
    private readonly bool _ownsClient;
    private readonly S3Requests _requests;
    private readonly S3Failure _failure;
    private readonly ILogger _logger;
    private volatile bool _looksFirst;
    private volatile bool _isProven;

    /// <summary>Makes a store whose credentials come from the AWS SDK's chain. Nothing is connected yet.</summary>
    /// <param name="options">Which bucket, and how. Later changes have no effect.</param>
    /// <param name="time">The clock that retention is counted by; default the system's.</param>
    /// <param name="logger">Told when the store does less than Amazon's; default nobody.</param>
    /// <exception cref="ArgumentException">Options are wrong; the message names each.</exception>
    public S3LogFileStore(S3LogFileStoreOptions options, TimeProvider? time = null, ILogger<S3LogFileStore>? logger = null)
        : this(S3Clients.Create(Checked(options)), ownsClient: true, options, time, logger)
    {
    }

    /// <summary>Makes a store on a client of yours: its region, endpoint, credentials, time-outs and retries hold, and those of the options do not.</summary>
    /// <param name="client">The client; it stays yours to dispose. Its HTTP client must not decompress answers.</param>
    /// <param name="options">Which bucket, and how. Later changes have no effect.</param>
    /// <param name="time">The clock that retention is counted by; default the system's.</param>
    /// <param name="logger">Told when the store does less than Amazon's; default nobody.</param>
    /// <exception cref="ArgumentException">Options are wrong; the message names each.</exception>
    public S3LogFileStore(IAmazonS3 client, S3LogFileStoreOptions options, TimeProvider? time = null, ILogger<S3LogFileStore>? logger = null)
        : this(client ?? throw new ArgumentNullException(nameof(client)), ownsClient: false, Checked(options), time, logger)
    {
    }

    private S3LogFileStore(IAmazonS3 client, bool ownsClient, S3LogFileStoreOptions options, TimeProvider? time, ILogger? logger)
    {
        _options = options with { };
        _client = client;
        _ownsClient = ownsClient;
        _requests = new S3Requests(_options, time ?? TimeProvider.System);
        _failure = new S3Failure(_options);
        _logger = logger ?? NullLogger.Instance;
    }

    /// <inheritdoc />
    public string Location => "s3://" + _options.Bucket;

    /// <inheritdoc />
    /// <exception cref="LogFileStoreException">The store refuses or does not answer.</exception>
    public async ValueTask<PutOutcome> PutIfAbsentAsync(LogFileUpload upload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        if (!IsPossible(upload.Key))
        {
            throw new ArgumentException($"'{upload.Key}' is no key of an object: it has 1 to {MaxKeyBytes} bytes and begins with no slash.", nameof(upload));
        }

        if (_looksFirst)
        {
            return await LookAndPutAsync(upload, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            if (!_isProven && await SeemsTakenAsync(upload.Key, cancellationToken).ConfigureAwait(false))
            {
                return PutOutcome.Exists;
            }

            await _client.PutObjectAsync(_requests.Put(upload, onlyIfAbsent: true), cancellationToken).ConfigureAwait(false);
            await ProveConditionAsync(upload, cancellationToken).ConfigureAwait(false);
            return PutOutcome.Created;
        }
        catch (AmazonServiceException answer) when (answer.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return PutOutcome.Exists;
        }
        catch (AmazonServiceException answer) when (answer.StatusCode == HttpStatusCode.NotImplemented || answer.ErrorCode == "NotImplemented")
        {
            var outcome = await LookAndPutAsync(upload, cancellationToken).ConfigureAwait(false);
            _looksFirst = true;
            Log.NoConditionalPuts(_logger, Location);
            return outcome;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw _failure.Of(exception, S3Act.Put, upload.Key);
        }
    }

    /// <inheritdoc />
    /// <exception cref="LogFileStoreException">The store refuses or does not answer.</exception>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var request = _requests.List(prefix, after);
        do
        {
            var page = await ListPageAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.S3Objects ?? [])
            {
                // XML cannot carry every character that a key may have; the store encodes what it was asked to.
                yield return new StoredObject(page.Encoding == EncodingType.Url ? WebUtility.UrlDecode(item.Key) : item.Key, item.Size ?? 0);
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <inheritdoc />
    /// <exception cref="LogFileStoreException">The store refuses or does not answer.</exception>
    public async ValueTask<LogFileContent?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!IsPossible(key))
        {
            return null;
        }

        try
        {
            var response = await _client.GetObjectAsync(_requests.Get(key), cancellationToken).ConfigureAwait(false);
            return new LogFileContent(new S3ObjectStream(response, _options.Timeout, exception => _failure.Of(exception, S3Act.Open, key)), MetadataOf(response.Metadata));
        }
        catch (AmazonServiceException answer) when (answer.StatusCode == HttpStatusCode.NotFound && answer.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw _failure.Of(exception, S3Act.Open, key);
        }
    }

    /// <summary>Disposes the client that this store made; one that was given stays.</summary>
    public void Dispose()
    {
        if (_ownsClient)
        {
            _client.Dispose();
        }
    }

    /// <summary>Puts the first small object once more: a store that takes it ignores the condition without a word, as many once did.</summary>
    private async Task ProveConditionAsync(LogFileUpload upload, CancellationToken cancellationToken)
    {
        if (_isProven || upload.Length > MaxProofBytes)
        {
            return;
        }

        try
        {
            await _client.PutObjectAsync(_requests.Put(upload, onlyIfAbsent: true), cancellationToken).ConfigureAwait(false);
            _looksFirst = true;
            Log.IgnoresConditions(_logger, Location);
        }
        catch (AmazonServiceException answer) when (answer.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            _isProven = true;
        }
        catch (Exception)
        {
            // The object is stored, whatever came of this; the next one proves it.
        }
    }

    private async Task<PutOutcome> LookAndPutAsync(LogFileUpload upload, CancellationToken cancellationToken)
    {
        var act = S3Act.LookFor;
        try
        {
            if (await ExistsAsync(upload.Key, cancellationToken).ConfigureAwait(false))
            {
                return PutOutcome.Exists;
            }

            act = S3Act.Put;
            await _client.PutObjectAsync(_requests.Put(upload, onlyIfAbsent: false), cancellationToken).ConfigureAwait(false);
            return PutOutcome.Created;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw _failure.Of(exception, act, upload.Key);
        }
    }

    /// <summary>Whether the store says that a key is taken; a refusal is left to the put, which is told why.</summary>
    private async Task<bool> SeemsTakenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await ExistsAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException)
        {
            return false;
        }
    }

    private async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await _client.GetObjectMetadataAsync(_requests.Head(key), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonServiceException answer) when (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    private async Task<ListObjectsV2Response> ListPageAsync(ListObjectsV2Request request, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw _failure.Of(exception, S3Act.List, request.Prefix);
        }
    }

    private static Dictionary<string, string> MetadataOf(MetadataCollection metadata) => metadata.Keys.ToDictionary(
        key => key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase) ? key[MetadataPrefix.Length..] : key,
        key => metadata[key],
        StringComparer.Ordinal);

    // The SDK drops a slash at a key's beginning, and would give another object.
    private static bool IsPossible(string key) => key.Length > 0 && key[0] != '/' && Encoding.UTF8.GetByteCount(key) <= MaxKeyBytes;

    private static S3LogFileStoreOptions Checked(S3LogFileStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = options.Problems();
        return problems.Count == 0 ? options : throw new ArgumentException(string.Join(" ", problems), nameof(options));
    }
}
