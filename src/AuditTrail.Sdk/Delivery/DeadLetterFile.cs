using System.Buffers;
using AuditTrail.Storage;

namespace AuditTrail.Delivery;

/// <summary>The file <c>dead-letters/NAME.jsonl</c>: what the sink of a trail refused for ever, one event a line.</summary>
/// <remarks>
/// Events come here before the cursor moves on. After a crash in between the sink refuses them again: an event that is in the file already
/// is not written a second time. Used by the trail's loop only.
/// </remarks>
internal sealed class DeadLetterFile
{
    public const string Folder = "dead-letters";
    private const int FlushBytes = 256 * 1024;

    private readonly IStorage _storage;
    private readonly string _name;
    private readonly HashSet<DeadLetterKey> _known = [];
    private long _length;
    private bool _isSuspect;

    /// <summary>Looks through what is there.</summary>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public DeadLetterFile(IStorage storage, string trail, TrailProgress cursor)
    {
        _storage = storage;
        _name = $"{Folder}/{trail}.jsonl";
        if (!Exists)
        {
            return;
        }

        using var lines = OpenLines();
        while (lines.TryRead(out var line, out var content))
        {
            _length = line.End;
            if (DeadLetter.TryParse(content, out var letter) && letter.Key.Stream == cursor.Stream && letter.Key.Epoch == cursor.Epoch && letter.Key.TrailSequence > cursor.TrailSequence)
            {
                _known.Add(letter.Key);
            }
        }
    }

    public bool Exists => _storage.Exists(_name);

    /// <summary>Reads the complete lines from an offset on.</summary>
    public DeadLetterReader OpenLines(long offset = 0) => new(_storage.Open(_name), offset);

    /// <summary>Writes those that are not there yet; durable when it returns. After a failure nothing is certain and the call is to be repeated.</summary>
    public void Append(IEnumerable<DeadLetter> letters)
    {
        if (_isSuspect)
        {
            // The kernel may have dropped pages of this file and would never say so again: continue in a copy.
            Rewrite(static _ => true);
        }

        _isSuspect = true;
        var isNew = !Exists;
        var added = new List<DeadLetterKey>();
        long end;
        using (var file = isNew ? _storage.Create(_name) : _storage.Open(_name, writable: true))
        {
            end = Adopt(file.Length);
            // Half a line from a crash: the event comes again, since the cursor had not moved.
            file.SetLength(end);
            var buffer = new ArrayBufferWriter<byte>(4096);
            foreach (var letter in letters)
            {
                if (!_known.Contains(letter.Key))
                {
                    letter.WriteTo(buffer);
                    added.Add(letter.Key);
                    end = Flush(file, buffer, end, atLeast: FlushBytes);
                }
            }

            end = Flush(file, buffer, end, atLeast: 1);
            file.Sync();
        }

        if (isNew)
        {
            _storage.SyncDirectory(Folder);
            _storage.SyncDirectory();
        }

        _length = end;
        _known.UnionWith(added);
        _isSuspect = false;
    }

    /// <summary>The cursor has passed them: they cannot come again.</summary>
    public void Forget() => _known.Clear();

    /// <summary>Replaces the file by one with only those lines that are to be kept.</summary>
    public void Rewrite(Func<DeadLetterLine, bool> keep)
    {
        if (!Exists)
        {
            return;
        }

        if (!_isSuspect)
        {
            using var now = _storage.Open(_name);
            Adopt(now.Length);
        }

        var temporary = _name + ".tmp";
        _storage.Delete(temporary);
        var end = 0L;
        using (var target = _storage.Create(temporary))
        {
            using var lines = OpenLines();
            var buffer = new ArrayBufferWriter<byte>(4096);
            while (lines.TryRead(out var line, out var content) && line.End <= _length)
            {
                if (keep(line))
                {
                    buffer.Write(content.Span);
                    buffer.Write("\n"u8);
                    end = Flush(target, buffer, end, atLeast: FlushBytes);
                }
            }

            end = Flush(target, buffer, end, atLeast: 1);
            target.Sync();
        }

        AtomicFile.Publish(_storage, temporary, _name);
        _length = end;
        _isSuspect = false;
    }

    /// <summary>Takes over what an operator did to the file meanwhile: whole lines that were put back, or lines that were taken away.</summary>
    private long Adopt(long length)
    {
        if (length > _length)
        {
            using var added = OpenLines(_length);
            while (added.TryRead(out var line, out _))
            {
                _length = line.End;
            }
        }

        return _length = Math.Min(_length, length);
    }

    private static long Flush(IStorageFile file, ArrayBufferWriter<byte> buffer, long offset, int atLeast)
    {
        if (buffer.WrittenCount < atLeast)
        {
            return offset;
        }

        file.Write(buffer.WrittenSpan, offset);
        offset += buffer.WrittenCount;
        buffer.ResetWrittenCount();
        return offset;
    }
}
