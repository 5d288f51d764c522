using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Sinks.JsonLines;

/// <summary>Appends lines to the newest file and begins the next one by day and size.</summary>
/// <remarks>
/// The file is opened for each batch: whoever renamed or deleted it meanwhile is noticed by its name and length.
/// Not thread-safe.
/// </remarks>
internal sealed class LineWriter(IStorage storage, string prefix, long rollBytes, TimeProvider time, ILogger logger)
{
    private const int ChunkBytes = 256 << 10;

    private byte[] _buffer = new byte[ChunkBytes];
    private int _buffered;
    private IStorageFile? _file;
    private long _length;   // written to _file, synced or not
    private bool _doubtful; // text may lie behind Position that was never acknowledged
    private bool _spent;    // the file at Position takes no more lines

    /// <summary>The end of the synced lines; null before the first file.</summary>
    public FilePosition? Position { get; private set; }

    /// <summary>How many files were begun.</summary>
    public int Begun { get; private set; }

    public void Start(FilePosition? position, bool appendable)
    {
        Position = position;
        _spent = !appendable;
        _doubtful = false;
    }

    /// <summary>Whether the line belongs into the next file: <see cref="Complete"/> this one first.</summary>
    public bool IsTooFullFor(ReadOnlySpan<byte> line) => _file is not null && IsTooFull(_length + _buffered, line);

    /// <summary>Adds a line to what <see cref="Complete"/> will make durable.</summary>
    public void Append(ReadOnlySpan<byte> line)
    {
        if (_file is null)
        {
            Open(line);
        }

        if (_buffered > 0 && _buffered + line.Length + 1 > ChunkBytes)
        {
            Flush();
        }

        if (_buffer.Length < line.Length + 1)
        {
            _buffer = new byte[line.Length + 1];
        }

        line.CopyTo(_buffer.AsSpan(_buffered));
        _buffer[_buffered + line.Length] = (byte)'\n';
        _buffered += line.Length + 1;
    }

    /// <summary>Writes and syncs what was appended.</summary>
    public void Complete()
    {
        if (_file is not { } file || Position is not { } position)
        {
            return;
        }

        Flush();
        Sync(file);
        EnsureStillThere(position.Name, _length);
        file.Dispose();
        _file = null;
        Position = position with { Length = _length };
    }

    /// <summary>After a failure: nothing behind <see cref="Position"/> counts.</summary>
    public void Abandon()
    {
        _buffered = 0;
        _doubtful |= _file is not null;
        _file?.Dispose();
        _file = null;
        try
        {
            // At once: a process that dies before its next attempt leaves text that the kernel shows and the disk may not have.
            CutBack();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Still doubtful: the next attempt begins with it.
        }
    }

    private void Open(ReadOnlySpan<byte> firstLine)
    {
        CutBack();
        if (Position is { } position && !_spent && Today <= position.Name.Day && !IsTooFull(position.Length, firstLine) && TryOpen(position))
        {
            return;
        }

        BeginFile();
    }

    private bool IsTooFull(long length, ReadOnlySpan<byte> line) => length > 0 && length + line.Length + 1 > rollBytes;

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    private bool TryOpen(FilePosition position)
    {
        var name = position.Name.ToString();
        if (storage.Exists(name))
        {
            var file = storage.Open(name, writable: true);
            if (file.Length == position.Length)
            {
                (_file, _length) = (file, position.Length);
                return true;
            }

            file.Dispose();
        }

        FileSinkLog.FileChanged(logger, name);
        return false;
    }

    private void BeginFile()
    {
        // The directory is listed each time: a name that somebody else put there must not stop the sink for ever.
        var newest = JsonLinesDirectory.List(storage, prefix) is [.., var last] ? last : (JsonLinesFileName?)null;
        if (Position is { } position && (newest is null || newest.Value.IsBefore(position.Name)))
        {
            newest = position.Name;
        }

        var name = newest?.Next(Today) ?? new JsonLinesFileName(prefix, Today, 0);
        _file = storage.Create(name.ToString());
        _length = 0;
        Position = new(name, 0);
        Begun++;

        // Before the first line: so no file with lines can vanish in a power loss, and one whose name could not be synced holds nothing.
        _spent = true;
        storage.SyncDirectory();
        _spent = false;
    }

    /// <summary>Removes what a failed attempt may have left, durably, before any of it is written again elsewhere.</summary>
    private void CutBack()
    {
        if (_doubtful && Position is { } position && storage.Exists(position.Name.ToString()))
        {
            using var file = storage.Open(position.Name.ToString(), writable: true);
            if (file.Length > position.Length)
            {
                file.SetLength(position.Length);
            }

            Sync(file);
            if (_spent && position.Length == 0)
            {
                storage.Delete(position.Name.ToString());
            }
        }

        _doubtful = false;
    }

    private void Flush()
    {
        if (_buffered > 0 && _file is { } file)
        {
            file.Write(_buffer.AsSpan(0, _buffered), _length);
            _length += _buffered;
            _buffered = 0;
        }
    }

    private void Sync(IStorageFile file)
    {
        try
        {
            file.Sync();
        }
        catch
        {
            // The kernel may have dropped the pages and would call the next sync of this file a success.
            if (!_spent && Position is { } position)
            {
                FileSinkLog.FileSpent(logger, position.Name.ToString());
            }

            _spent = true;
            throw;
        }
    }

    /// <summary>A file that was deleted between opening and syncing took the lines with it: they must come again.</summary>
    private void EnsureStillThere(JsonLinesFileName name, long length)
    {
        if (storage.Exists(name.ToString()))
        {
            using var file = storage.Open(name.ToString());
            if (file.Length == length)
            {
                return;
            }
        }

        throw new IOException($"'{name}' in '{storage.Location}' was removed or replaced while it was written.");
    }
}
