namespace AuditTrail.Archive.Verification;

/// <summary>Hands the compressed data of a gzip member to an inflater, in a way that shows whether the inflater needs every byte of it.</summary>
/// <remarks>
/// The last eight bytes of the file are kept back: they must be the trailer. The byte before them is handed out alone: an inflater that finishes without asking for it
/// leaves bytes over, and one that asks for more is short of them. .NET's inflater says neither.
/// </remarks>
internal sealed class MemberFeed(Stream source, byte[] buffer, long limit) : Stream
{
    private const int TrailerLength = 8;
    private const int Kept = 8 * 1024; // at least what one read of the inflater takes

    private int _start;
    private int _end;
    private bool _ended;
    private int _lastRead; // where the last handed out bytes begin

    /// <summary>The inflater asked for more than there is.</summary>
    public bool Starved { get; private set; }

    /// <summary>Bytes of the file so far.</summary>
    public long Taken { get; private set; }

    public bool TooLarge => Taken > limit;

    /// <summary>Nothing but the trailer is left.</summary>
    public bool IsAtTrailer => _ended && _end - _start == TrailerLength;

    public ReadOnlySpan<byte> Trailer => buffer.AsSpan(_end - TrailerLength, TrailerLength);

    /// <summary>What was handed out last, and what followed it, as far as it was read.</summary>
    public ReadOnlySpan<byte> Remains => buffer.AsSpan(_lastRead, _end - _lastRead);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Reads the header and steps over it.</summary>
    /// <returns>The fault, or none.</returns>
    public async ValueTask<GzipFault> SkipHeaderAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
            var data = buffer.AsSpan(_start, _end - _start);
            if (data.IsEmpty)
            {
                return GzipFault.Empty;
            }

            if (data.Length >= 2 ? !GzipHeader.IsMagic(data) : data[0] != 0x1F)
            {
                return GzipFault.NotCompressed;
            }

            if (GzipHeader.LengthOf(data) is { } length)
            {
                _start = _lastRead = length;
                return GzipFault.None;
            }

            if (_ended || data.Length == buffer.Length)
            {
                return _ended ? GzipFault.Truncated : GzipFault.Damaged;
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        if (destination.IsEmpty)
        {
            return 0;
        }

        while (_end - _start <= TrailerLength + 1 && !_ended)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        var payload = _end - _start - TrailerLength;
        if (payload <= 0 || TooLarge)
        {
            Starved = true;
            return 0;
        }

        var count = Math.Min(Math.Min(destination.Length, Kept), Math.Max(1, payload - 1));
        buffer.AsMemory(_start, count).CopyTo(destination);
        _lastRead = _start;
        _start += count;
        return count;
    }

    public override int Read(byte[] destination, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException();

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_end == buffer.Length && _lastRead > 0)
        {
            buffer.AsSpan(_lastRead, _end - _lastRead).CopyTo(buffer);
            _start -= _lastRead;
            _end -= _lastRead;
            _lastRead = 0;
        }

        var read = await source.ReadAsync(buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _ended = read == 0;
        _end += read;
        Taken += read;
    }
}
