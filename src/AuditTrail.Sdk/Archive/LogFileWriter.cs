using System.IO.Compression;
using System.Security.Cryptography;
using AuditTrail.Storage;

namespace AuditTrail.Archive;

/// <summary>One log file on its way into the staging folder: <c>{"Records":[…]}</c> as one gzip member, hashed while it is written. Holds no events.</summary>
internal sealed class LogFileWriter : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly StagingFolder _staging;
    private readonly LogFileKey _key;
    private readonly string _text;
    private readonly IStorageFile _file;
    private readonly GZipStream _gzip;
    private readonly BufferedStream _buffer;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _bytes;
    private bool _isComplete;
    private DateTimeOffset? _oldest;
    private DateTimeOffset? _newest;

    public LogFileWriter(StagingFolder staging, LogFileKey key)
    {
        _staging = staging;
        _key = key;
        _text = key.ToString();
        _file = staging.Create(StagedFile.NameOf(_text));
        _buffer = new BufferedStream(new StorageStream(_file, writable: true), BufferBytes);
        _gzip = new GZipStream(_buffer, CompressionLevel.Optimal, leaveOpen: true);
        Append("{\"Records\":["u8);
    }

    /// <summary>What is around the records.</summary>
    public static int Frame => "{\"Records\":[]}".Length;

    public bool IsEmpty { get; private set; } = true;

    public void Write(ReadOnlySpan<byte> record, DateTimeOffset? eventTime)
    {
        if (!IsEmpty)
        {
            Append(","u8);
        }

        Append(record);
        IsEmpty = false;
        _oldest = eventTime < _oldest || _oldest is null ? eventTime ?? _oldest : _oldest;
        _newest = eventTime > _newest || _newest is null ? eventTime ?? _newest : _newest;
    }

    /// <summary>Ends and syncs the file.</summary>
    public (StagedFile Staged, ArchivedFile Archived) Complete()
    {
        Append("]}"u8);
        _gzip.Dispose();
        _buffer.Flush();
        _file.Sync();
        _isComplete = true;
        var hash = Convert.ToHexStringLower(_hash.GetHashAndReset());
        return (
            new StagedFile { Key = _text, HashValue = hash, ContentBytes = _bytes, Length = _file.Length },
            new ArchivedFile { Kind = _key.Kind, Time = _key.Time, Unique = _key.Unique, HashValue = hash, OldestEventTime = _oldest, NewestEventTime = _newest });
    }

    /// <summary>A file that was not completed goes.</summary>
    public void Dispose()
    {
        _hash.Dispose();
        if (!_isComplete)
        {
            Abandon();
        }

        _file.Dispose();
        if (!_isComplete)
        {
            _staging.Delete(StagedFile.NameOf(_text));
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _gzip.Write(bytes);
        _bytes += bytes.Length;
    }

    private void Abandon()
    {
        try
        {
            _gzip.Dispose();
        }
        catch (IOException)
        {
            // Its end could not be written; what failed before is already on its way to the caller.
        }
    }
}
