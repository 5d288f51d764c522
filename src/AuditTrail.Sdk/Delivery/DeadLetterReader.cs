using AuditTrail.Storage;

namespace AuditTrail.Delivery;

/// <summary>Reads the dead-letter file line by line; what follows the last line feed is not a line.</summary>
internal sealed class DeadLetterReader : IDisposable
{
    // Far above the largest record with its frame; a longer line was not written by us, and is left where it is.
    private const int LongestLine = 4 * 1024 * 1024;

    private readonly IStorageFile _file;
    private byte[] _buffer = new byte[64 * 1024];
    private long _offset;
    private int _start;
    private int _end;

    public DeadLetterReader(IStorageFile file, long offset = 0)
    {
        _file = file;
        _offset = offset;
    }

    /// <summary>Reads the next line. Its content, without the line feed, is valid until the next call.</summary>
    public bool TryRead(out DeadLetterLine line, out ReadOnlyMemory<byte> content)
    {
        var scanned = 0;
        while (true)
        {
            var feed = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                var length = scanned + feed + 1;
                line = new DeadLetterLine(_offset, length);
                content = _buffer.AsMemory(_start, length - 1);
                _start += length;
                _offset += length;
                return true;
            }

            scanned = _end - _start;
            if (scanned >= LongestLine || !Fill())
            {
                line = default;
                content = default;
                return false;
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = _file.Read(_buffer.AsSpan(_end), _offset + _end);
        _end += read;
        return read > 0;
    }
}
