using System.Security.Cryptography;

namespace AuditTrail.Archive.Verification;

/// <summary>Reads log files and digests from a store and hashes what they hold. Thread-safe.</summary>
internal sealed class FileReader(ILogFileStore store, GzipLimits logFileLimits, GzipLimits digestLimits)
{
    private static readonly FileReading Missing = new();

    public Task<FileReading> ReadLogFileAsync(string key, CancellationToken cancellationToken) => ReadAsync(key, HashLogFileAsync, cancellationToken);

    public Task<FileReading> ReadDigestAsync(string key, CancellationToken cancellationToken) => ReadAsync(key, HashDigestAsync, cancellationToken);

    private async Task<FileReading> ReadAsync(string key, Func<string, LogFileContent, CancellationToken, Task<FileReading>> hash, CancellationToken cancellationToken)
    {
        try
        {
            var file = await store.OpenAsync(key, cancellationToken).ConfigureAwait(false);
            if (file is null)
            {
                return Missing;
            }

            await using (file.ConfigureAwait(false))
            {
                return await hash(key, file, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is LogFileStoreException or IOException or UnauthorizedAccessException)
        {
            return new() { Problem = new(FindingKind.FileUnreadable, FindingSeverity.NotVerifiable, key, $"The file could not be read: {exception.Message}") };
        }
    }

    private async Task<FileReading> HashLogFileAsync(string key, LogFileContent file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var member = new GzipMember(file.Content, logFileLimits);
        await using var _ = member.ConfigureAwait(false);
        using var scanner = new RecordScanner();
        while (true)
        {
            var free = scanner.Free;
            var read = await member.ReadAsync(free, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            hash.AppendData(free.Span[..read]);
            scanner.Advance(read);
        }

        scanner.Complete();
        return new()
        {
            Hash = member.Fault == GzipFault.None ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null,
            Length = member.Length,
            Problem = GzipProblem.Of(member.Fault, key, logFileLimits),
            Numbers = scanner.Numbers,
            NotJson = scanner.Problem,
        };
    }

    private async Task<FileReading> HashDigestAsync(string key, LogFileContent file, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var member = new GzipMember(file.Content, digestLimits);
        await using var _ = member.ConfigureAwait(false);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await member.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            content.Write(buffer.AsSpan(0, read));
        }

        var bytes = content.ToArray();
        return new()
        {
            Hash = member.Fault == GzipFault.None ? Convert.ToHexStringLower(SHA256.HashData(bytes)) : null,
            Length = member.Length,
            Problem = GzipProblem.Of(member.Fault, key, digestLimits),
            Content = bytes,
            Metadata = file.Metadata,
        };
    }
}
