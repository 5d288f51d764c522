using AuditTrail.Storage;

namespace AuditTrail.Sinks.JsonLines;

/// <summary>Reads a file line by line from a position on.</summary>
internal sealed class LineScanner(IStorageFile file, long offset)
{
    // Four times the largest record; a longer line is not ours.
    private const int MaxLineBytes = 1 << 20;

    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private long _offset = offset; // of _buffer[_start] in the file

    /// <summary>Where the line begins.</summary>
    public long LineStart { get; private set; }

    /// <summary>The line without its line feed; empty if it is longer than any record. Valid until the next read.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>False for the file's last line when no line feed ends it.</summary>
    public bool Terminated { get; private set; }

    public bool Read()
    {
        LineStart = _offset;
        var searched = 0;
        var tooLong = false;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                Take(searched + found, lineFeed: 1, tooLong);
                return true;
            }

            searched = _end - _start;
            if (searched >= MaxLineBytes)
            {
                tooLong = true;
                Take(searched, lineFeed: 0, tooLong);
                searched = 0;
            }

            if (!Fill())
            {
                var any = searched > 0 || tooLong;
                Take(searched, lineFeed: 0, tooLong);
                return any;
            }
        }
    }

    private void Take(int length, int lineFeed, bool tooLong)
    {
        Line = tooLong ? default : _buffer.AsMemory(_start, length);
        Terminated = lineFeed == 1;
        _start += length + lineFeed;
        _offset += length + lineFeed;
    }

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

        var read = file.Read(_buffer.AsSpan(_end), _offset + _end);
        _end += read;
        return read > 0;
    }
}
