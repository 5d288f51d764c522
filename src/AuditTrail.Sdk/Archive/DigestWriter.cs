using System.IO.Compression;
using System.Security.Cryptography;

namespace AuditTrail.Archive;

/// <summary>Writes the next digest of a chain into the staging folder, signed.</summary>
internal sealed class DigestWriter(StagingFolder staging, ArchiveLocation location, IDigestSigner signer)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>The step that brings the digest into the archive. It lists everything that was published before its end.</summary>
    /// <param name="state">How far the archive is.</param>
    /// <param name="trail">The trail's name in digests.</param>
    /// <param name="end">The digest's end; it begins where the last one ended, a starting one a second before its end.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async ValueTask<ArchiveStep> WriteAsync(ArchiveState state, string trail, DateTimeOffset end, CancellationToken cancellationToken)
    {
        // By the minute, which is what keys say and a verifier compares.
        var files = state.Files.Where(file => file.Minute < end).ToList();
        var key = new DigestKey { Location = location, Trail = trail, HomeRegion = location.Region, EndTime = end }.ToString();
        var document = new DigestDocument
        {
            AccountId = location.AccountId,
            StartTime = KeyTime.ToDocument(state.Head?.EndTime ?? end - Second),
            EndTime = KeyTime.ToDocument(end),
            Bucket = location.Bucket,
            Key = key,
            PublicKeyFingerprint = await signer.GetFingerprintAsync(cancellationToken).ConfigureAwait(false),
            NewestEventTime = TextOf(files.Max(file => file.NewestEventTime)),
            OldestEventTime = TextOf(files.Min(file => file.OldestEventTime)),
            Previous = state.Head?.Link,
            LogFiles = [.. files.Select(Entry)],
        };
        var content = document.ToUtf8Json();
        var text = DigestSignature.StringToSign(document.EndTime, document.Bucket, key, content, document.Previous?.Signature);
        var metadata = DigestSignature.ToMetadata(await signer.SignAsync(text, cancellationToken).ConfigureAwait(false));
        var file = Stage(key, content, metadata);
        var link = new DigestLink { Bucket = location.Bucket, Key = key, HashValue = file.HashValue, Signature = metadata[DigestSignature.MetadataName] };
        return new()
        {
            Files = [file],
            After = state with { Step = state.Step + 1, Head = new ChainHead(end, link), Files = [.. state.Files.Where(file => file.Minute >= end)] },
        };
    }

    private StagedFile Stage(string key, byte[] content, Dictionary<string, string> metadata)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        using var file = staging.Create(StagedFile.NameOf(key));
        file.Write(compressed.GetBuffer().AsSpan(0, (int)compressed.Length), 0);
        file.Sync();
        return new()
        {
            Key = key,
            HashValue = Convert.ToHexStringLower(SHA256.HashData(content)),
            ContentBytes = content.Length,
            Length = compressed.Length,
            Metadata = metadata,
        };
    }

    private DigestLogFile Entry(ArchivedFile file) => new()
    {
        Bucket = location.Bucket,
        Key = file.KeyAt(location),
        HashValue = file.HashValue,
        NewestEventTime = TextOf(file.NewestEventTime),
        OldestEventTime = TextOf(file.OldestEventTime),
    };

    private static string? TextOf(DateTimeOffset? time) => time is { } known ? KeyTime.ToDocument(known) : null;
}
