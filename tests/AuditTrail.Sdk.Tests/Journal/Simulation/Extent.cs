namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>Bytes with a length of their own: what lies beyond the last byte written reads as zero and costs nothing.</summary>
internal sealed class Extent
{
    private byte[] _bytes = [];

    /// <summary>The file's length; bytes beyond it are kept but cannot be read until it grows again.</summary>
    public long Length { get; set; }

    /// <summary>The end of what was ever written.</summary>
    public int Used { get; private set; }

    public int Read(Span<byte> buffer, long offset)
    {
        var count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        var stored = (int)Math.Clamp(Used - offset, 0, count);
        if (stored > 0)
        {
            _bytes.AsSpan((int)offset, stored).CopyTo(buffer);
        }

        buffer[stored..count].Clear();
        return count;
    }

    public void Write(ReadOnlySpan<byte> data, long offset)
    {
        var end = checked((int)offset + data.Length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(end, Math.Max(1024, _bytes.Length * 2)));
        }

        data.CopyTo(_bytes.AsSpan((int)offset));
        Used = Math.Max(Used, end);
    }

    /// <summary>Forgets what lies beyond the length: a file that grows again reads zeros there.</summary>
    public void Trim()
    {
        if (Used > Length)
        {
            _bytes.AsSpan((int)Length, Used - (int)Length).Clear();
            Used = (int)Length;
        }
    }

    public Extent Copy() => new() { _bytes = [.. _bytes.AsSpan(0, Used)], Used = Used, Length = Length };
}
