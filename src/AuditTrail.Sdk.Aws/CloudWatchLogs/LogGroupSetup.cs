using Amazon.Runtime;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws;

/// <summary>Makes a group and a stream that are missing, and sets how long the group keeps events.</summary>
internal sealed class LogGroupSetup(LogGroupRequests requests, CloudWatchLogsSinkOptions options, CloudWatchLogsFailures failures, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan BetweenRetentions = TimeSpan.FromHours(1);

    private DateTimeOffset _retentionDue = options.RetentionDays is null ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue;
    private bool _retentionFailed;

    /// <summary>Makes what is missing, as far as it is allowed.</summary>
    /// <returns>Why that failed, or null.</returns>
    public async Task<ServiceFailure?> MakeAsync(string stream, CancellationToken cancellationToken)
    {
        var act = CloudWatchLogsFailures.CreateStream;
        var hasMadeGroup = false;
        try
        {
            if (!await TryMakeStreamAsync(stream, cancellationToken).ConfigureAwait(false))
            {
                act = CloudWatchLogsFailures.CreateGroup;
                await requests.CreateGroupAsync(cancellationToken).ConfigureAwait(false);
                Log.LogGroupMade(logger, options.LogGroup);
                if (options.RetentionDays is not null)
                {
                    _retentionDue = DateTimeOffset.MinValue;
                }

                act = CloudWatchLogsFailures.CreateStream;
                hasMadeGroup = true;
                await requests.CreateStreamAsync(stream, cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
        catch (AmazonServiceException answer) when (hasMadeGroup && CloudWatchLogsFailures.IsNotFound(answer))
        {
            return CloudWatchLogsFailures.NotKnownYet(act, answer);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever the SDK throws has its words there.
            return failures.Of(exception, act);
        }
    }

    /// <summary>Sets the retention if it is to be set and was not yet. Events are delivered whatever becomes of it.</summary>
    public async Task KeepRetentionAsync(CancellationToken cancellationToken)
    {
        if (options.RetentionDays is not { } days || time.GetUtcNow() < _retentionDue)
        {
            return;
        }

        try
        {
            await requests.SetRetentionAsync(days, cancellationToken).ConfigureAwait(false);
            _retentionDue = DateTimeOffset.MaxValue;
            _retentionFailed = false;
        }
        catch (Exception exception)
        {
            var failure = failures.Of(exception, CloudWatchLogsFailures.SetRetention);
            if (failure.Class == FailureClass.Retry || cancellationToken.IsCancellationRequested)
            {
                // It passes: the next delivery tries again.
                return;
            }

            _retentionDue = time.GetUtcNow() + BetweenRetentions;
            if (!_retentionFailed)
            {
                _retentionFailed = true;
                Log.RetentionNotSet(logger, options.LogGroup, days, failure.Message);
            }
        }
    }

    private async Task<bool> TryMakeStreamAsync(string stream, CancellationToken cancellationToken)
    {
        try
        {
            await requests.CreateStreamAsync(stream, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonServiceException answer) when (CloudWatchLogsFailures.IsNotFound(answer) && options.CreateLogGroup)
        {
            return false;
        }
    }
}
