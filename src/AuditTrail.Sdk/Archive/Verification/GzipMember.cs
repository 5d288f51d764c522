using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace AuditTrail.Archive.Verification;

/// <summary>Reads a file that must be exactly one sound gzip member: nothing before it, nothing after it, checksum and length right.</summary>
/// <remarks>.NET's own reader takes several members, ignores what follows them, and ends without a word where a file is cut off.</remarks>
internal sealed class GzipMember : IAsyncDisposable
{
    private const int BufferLength = 80 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private readonly MemberFeed _feed;
    private readonly DeflateStream _inflater;
    private readonly long _limit;
    private uint _crc;
    private bool _begun;

    public GzipMember(Stream compressed, GzipLimits limits)
    {
        _limit = limits.Content;
        _feed = new MemberFeed(compressed, _buffer, limits.Compressed);
        _inflater = new DeflateStream(_feed, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <summary>What is wrong, known when <see cref="ReadAsync"/> has returned 0.</summary>
    public GzipFault Fault { get; private set; }

    /// <summary>Bytes of content so far.</summary>
    public long Length { get; private set; }

    /// <summary>Reads content; 0 at the end or at a fault.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            if (!_begun)
            {
                _begun = true;
                Fault = await _feed.SkipHeaderAsync(cancellationToken).ConfigureAwait(false);
            }

            if (Fault != GzipFault.None)
            {
                return 0;
            }

            var read = await _inflater.ReadAsync(destination, cancellationToken).ConfigureAwait(false);
            _crc = Crc32.Continue(_crc, destination.Span[..read]);
            Length += read;
            if (Length > _limit)
            {
                Fault = GzipFault.TooLarge;
                return 0;
            }

            if (read == 0)
            {
                Fault = FaultAtEnd();
            }

            return read;
        }
        catch (InvalidDataException)
        {
            Fault = _feed.TooLarge ? GzipFault.TooLarge : _feed.Starved ? GzipFault.Truncated : GzipFault.Damaged;
            return 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _inflater.DisposeAsync().ConfigureAwait(false);
        await _feed.DisposeAsync().ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private GzipFault FaultAtEnd()
    {
        if (_feed.TooLarge || _feed.Starved)
        {
            return _feed.TooLarge ? GzipFault.TooLarge : GzipFault.Truncated;
        }

        // The trailer that should be there, and the beginning of a further member.
        Span<byte> expected = [0, 0, 0, 0, 0, 0, 0, 0, 0x1F, 0x8B];
        var trailer = expected[..8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)Length);
        if (_feed.IsAtTrailer)
        {
            return _feed.Trailer.SequenceEqual(trailer) ? GzipFault.None : GzipFault.TrailerChanged;
        }

        // The inflater took some of these bytes and does not say how many; the right trailer shows where its data ended.
        return _feed.Remains.IndexOf(expected) >= 0 ? GzipFault.MemberAppended : GzipFault.BytesAppended;
    }
}
