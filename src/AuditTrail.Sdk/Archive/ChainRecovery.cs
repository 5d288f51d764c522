using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using AuditTrail.Sinks;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Archive;

/// <summary>Finds in the store how far a chain is when neither the cursor nor the staging folder knows: a chain never begins twice.</summary>
internal sealed class ChainRecovery(ArchiveLocation location, ILogFileStore store, IDigestSigner signer, ILogger logger)
{
    private const long MostDigestBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan UntilSomebodyLooked = TimeSpan.FromMinutes(5);

    /// <summary>The state behind the newest digest; null when the store has none of this chain.</summary>
    public async ValueTask<FoundChain?> FindAsync(AuditBatch batch, string trail, CancellationToken cancellationToken)
    {
        if (await NewestAsync(trail, cancellationToken).ConfigureAwait(false) is not { } newest)
        {
            return null;
        }

        var head = await ReadAsync(newest, cancellationToken).ConfigureAwait(false);
        var files = new List<ArchivedFile>();
        foreach (var kind in new[] { LogFileKey.Events, LogFileKey.Insights })
        {
            await FindFilesAsync(batch, kind, head.EndTime, files, cancellationToken).ConfigureAwait(false);
        }

        files.Sort(static (left, right) => left.Time.CompareTo(right.Time));
        ArchiveLog.ChainRecovered(logger, trail, store.Location, head.Link.Key, files.Count);
        // Keys say the minute: its last second is not behind the truth.
        return new FoundChain(head, files, files.Count > 0 ? files[^1].Time.AddSeconds(59) : head.EndTime);
    }

    private async ValueTask<DigestKey?> NewestAsync(string trail, CancellationToken cancellationToken)
    {
        DigestKey? newest = null;
        await foreach (var found in store.ListAsync(DigestKey.FolderOf(location), after: null, cancellationToken).ConfigureAwait(false))
        {
            if (DigestKey.TryParse(found.Key, out var key) && !key.IsBackfill && key.Trail == trail && key.HomeRegion == location.Region && (newest is null || key.EndTime > newest.EndTime))
            {
                newest = key;
            }
        }

        return newest;
    }

    private async ValueTask<ChainHead> ReadAsync(DigestKey key, CancellationToken cancellationToken)
    {
        var name = key.ToString();
        var found = await store.OpenAsync(name, cancellationToken).ConfigureAwait(false) ?? throw Refused(name, "went away while it was read");
        await using var closing = found.ConfigureAwait(false);
        var content = await ObjectContent.ReadAsync(found.Content, MostDigestBytes, cancellationToken).ConfigureAwait(false) ?? throw Refused(name, "is no gzip file");
        if (!found.Metadata.TryGetValue(DigestSignature.MetadataName, out var signature))
        {
            throw Refused(name, "has no signature");
        }

        DigestDocument document;
        try
        {
            document = DigestDocument.Parse(content);
        }
        catch (FormatException exception)
        {
            throw Refused(name, exception.Message);
        }

        var text = DigestSignature.StringToSign(document.EndTime, document.Bucket, document.Key, content, document.Previous?.Signature);
        if (document.PublicKeyFingerprint != await signer.GetFingerprintAsync(cancellationToken).ConfigureAwait(false))
        {
            // A key that was changed while the cursor was lost: the private half of the old one is not here to compare with.
            ArchiveLog.ChainSignedByAnother(logger, name, document.PublicKeyFingerprint);
        }
        else if (signature != Convert.ToHexStringLower(await signer.SignAsync(text, cancellationToken).ConfigureAwait(false)) || document.Key != name)
        {
            throw Refused(name, "does not bear our signature");
        }

        var link = new DigestLink { Bucket = location.Bucket, Key = name, HashValue = HashOf(content), Signature = signature };
        return new ChainHead(key.EndTime, link);
    }

    /// <summary>Every log file of ours that the newest digest could not list: by their minute, and the unique part that only we can compute.</summary>
    private async ValueTask FindFilesAsync(AuditBatch batch, string kind, DateTimeOffset from, List<ArchivedFile> files, CancellationToken cancellationToken)
    {
        var folder = $"{location.Root}{kind}/{location.Region}/";
        await foreach (var found in store.ListAsync(folder, folder + KeyTime.ToFolders(from), cancellationToken).ConfigureAwait(false))
        {
            if (LogFileKey.TryParse(found.Key, out var key) && key.Time >= from
                && await OursAsync(batch, key, found.Key, cancellationToken).ConfigureAwait(false) is { } ours)
            {
                files.Add(ours);
            }
        }
    }

    private async ValueTask<ArchivedFile?> OursAsync(AuditBatch batch, LogFileKey key, string name, CancellationToken cancellationToken)
    {
        var found = await store.OpenAsync(name, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            return null;
        }

        await using var closing = found.ConfigureAwait(false);
        var content = await ObjectContent.ReadAsync(found.Content, ArchiveOptions.LargestLogFile * 2, cancellationToken).ConfigureAwait(false);
        return content is null || FirstNumber(content, batch.Stream, out var times) is not { } first || !IsOurs(batch, key, first)
            ? null
            : new() { Kind = key.Kind, Time = key.Time, Unique = key.Unique, HashValue = HashOf(content), OldestEventTime = times.Min(), NewestEventTime = times.Max() };
    }

    private static bool IsOurs(AuditBatch batch, LogFileKey key, long first)
    {
        for (var epoch = 1L; epoch <= batch.Epoch; epoch++)
        {
            if (LogFileKey.UniqueOf(batch.Stream, batch.Trail, epoch, first) == key.Unique)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The number of the trail that the file begins with, if it is of this stream.</summary>
    private static long? FirstNumber(byte[] content, Guid stream, out List<DateTimeOffset?> times)
    {
        times = [];
        long? first = null;
        try
        {
            using var document = JsonDocument.Parse(content);
            foreach (var record in document.RootElement.GetProperty("Records").EnumerateArray())
            {
                times.Add(RecordFacts.Read(JsonMarshal.GetRawUtf8Value(record), withId: false).EventTime);
                if (first is null)
                {
                    var ours = record.GetProperty("additionalEventData").GetProperty("auditTrail");
                    if (ours.GetProperty("stream").GetGuid() != stream)
                    {
                        return null;
                    }

                    first = ours.GetProperty("trailSequence").GetInt64();
                }
            }

            return first;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private LogFileStoreException Refused(string key, string why) => new(
        $"The chain cannot go on: its newest digest {key} in {store.Location} {why}. Verify the archive; move the object away only if it is none of yours.") { RetryAfter = UntilSomebodyLooked };
}
