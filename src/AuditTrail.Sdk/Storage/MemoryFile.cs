namespace AuditTrail.Storage;

/// <summary>A file's bytes in pages; a page that holds only zeros takes no memory, as in a sparse file. Thread-safe.</summary>
internal sealed class MemoryFile
{
    private const int PageBytes = 16 << 10;

    private readonly Lock _gate = new();
    private readonly List<byte[]?> _pages = [];
    private long _length;

    public long Length
    {
        get
        {
            lock (_gate)
            {
                return _length;
            }
        }
    }

    public int Read(Span<byte> buffer, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        lock (_gate)
        {
            var count = (int)Math.Clamp(_length - offset, 0, buffer.Length);
            for (var done = 0; done < count;)
            {
                var (page, at) = Math.DivRem(offset + done, PageBytes);
                var part = buffer.Slice(done, (int)Math.Min(count - done, PageBytes - at));
                if (_pages[(int)page] is { } bytes)
                {
                    bytes.AsSpan((int)at, part.Length).CopyTo(part);
                }
                else
                {
                    part.Clear();
                }

                done += part.Length;
            }

            return count;
        }
    }

    public void Write(ReadOnlySpan<byte> data, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        lock (_gate)
        {
            GrowTo(offset + data.Length);
            while (!data.IsEmpty)
            {
                var (page, at) = Math.DivRem(offset, PageBytes);
                var part = data[..(int)Math.Min(data.Length, PageBytes - at)];
                if (_pages[(int)page] is null && part.ContainsAnyExcept((byte)0))
                {
                    _pages[(int)page] = new byte[PageBytes];
                }

                if (_pages[(int)page] is { } bytes)
                {
                    part.CopyTo(bytes.AsSpan((int)at));
                }

                data = data[part.Length..];
                offset += part.Length;
            }
        }
    }

    public void SetLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        lock (_gate)
        {
            if (length >= _length)
            {
                GrowTo(length);
                return;
            }

            var pages = (int)((length + PageBytes - 1) / PageBytes);
            _pages.RemoveRange(pages, _pages.Count - pages);
            if (length % PageBytes is > 0 and var kept && _pages[^1] is { } last)
            {
                // What is cut off reads as zeros when the file grows again.
                last.AsSpan((int)kept).Clear();
            }

            _length = length;
        }
    }

    private void GrowTo(long length)
    {
        var pages = (int)((length + PageBytes - 1) / PageBytes);
        while (_pages.Count < pages)
        {
            _pages.Add(null);
        }

        _length = Math.Max(_length, length);
    }
}
