using System.IO.Compression;
using System.Security.Cryptography;

namespace AuditTrail.Archive;

/// <summary>What is inside an object of ours that is already in a store.</summary>
internal static class ObjectContent
{
    private const int BlockBytes = 64 * 1024;

    /// <summary>The SHA-256 of the uncompressed content in lower-case hex; null when it is no gzip or longer than it may be.</summary>
    public static async ValueTask<string?> HashAsync(Stream content, long mostBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var isWhole = await ReadAsync(content, mostBytes, block => hash.AppendData(block.Span), cancellationToken).ConfigureAwait(false);
        return isWhole ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
    }

    /// <summary>The uncompressed content; null when it is no gzip or longer than it may be.</summary>
    public static async ValueTask<byte[]?> ReadAsync(Stream content, long mostBytes, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        return await ReadAsync(content, mostBytes, block => bytes.Write(block.Span), cancellationToken).ConfigureAwait(false) ? bytes.ToArray() : null;
    }

    private static async ValueTask<bool> ReadAsync(Stream content, long mostBytes, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellationToken)
    {
        var gzip = new GZipStream(content, CompressionMode.Decompress, leaveOpen: true);
        await using var closing = gzip.ConfigureAwait(false);
        var block = new byte[BlockBytes];
        var length = 0L;
        try
        {
            while (await gzip.ReadAsync(block, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                length += read;
                if (length > mostBytes)
                {
                    return false;
                }

                take(block.AsMemory(0, read));
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
