using System.Buffers.Binary;
using System.Globalization;

namespace AuditTrail.Events.Json;

/// <summary>The members of one of the builder's objects: each behind a header with its lengths, so that a name given again can take its place.</summary>
/// <remarks>A mutable struct inside the builder, which saves an object for each of its three. The headers are larger than the punctuation, so the JSON is made in place.</remarks>
internal struct MemberBuffer
{
    private const int HeaderBytes = 8;
    private const int MaxMembers = 1_024;
    private const int MaxBytes = 1 << 20;
    private const int FirstBytes = 112;

    // Without bytes, the length is of what was omitted.
    private byte[]? _bytes;
    private int _length;
    private int _count;

    private readonly bool IsOmitted => _bytes is null && _length > 0;

    /// <summary>Takes what was captured: the name as JSON, then the value.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (IsOmitted)
        {
            _length = (int)Math.Min(int.MaxValue, (long)_length + name.Length + value.Length);
            return;
        }

        if (_count > 0)
        {
            Remove(name);
        }

        if (++_count > MaxMembers)
        {
            return;
        }

        if (_length + name.Length + value.Length > MaxBytes)
        {
            _length += name.Length + value.Length;
            _bytes = null;
            return;
        }

        Append(name, value);
    }

    /// <summary>The finished object, or null when there are no members. Nothing may be added afterwards.</summary>
    public JsonFragment? Finish()
    {
        if (IsOmitted)
        {
            return OmittedValue.Create(_length);
        }

        if (_bytes is null)
        {
            return null;
        }

        if (_count > MaxMembers)
        {
            AppendCount(_count);
        }

        return new(_bytes.AsMemory(0, Compact(_bytes, _length)));
    }

    private void AppendCount(int count)
    {
        Span<byte> number = stackalloc byte[16];
        count.TryFormat(number, out var digits, provider: CultureInfo.InvariantCulture);

        // The mark's names may be the application's as well; a name never stands twice.
        Remove("\"omitted\""u8);
        Append("\"omitted\""u8, "true"u8);
        Remove("\"originalCount\""u8);
        Append("\"originalCount\""u8, number[..digits]);
    }

    private static int Compact(byte[] bytes, int length)
    {
        var to = 0;

        for (var from = 0; from < length;)
        {
            // Read before the punctuation is written over it.
            var (nameLength, valueLength) = Header(bytes.AsSpan(from));
            from += HeaderBytes;
            bytes[to] = to == 0 ? (byte)'{' : (byte)',';
            to++;

            Buffer.BlockCopy(bytes, from, bytes, to, nameLength);
            to += nameLength;
            bytes[to++] = (byte)':';
            Buffer.BlockCopy(bytes, from + nameLength, bytes, to, valueLength);
            to += valueLength;
            from += nameLength + valueLength;
        }

        bytes[to++] = (byte)'}';
        return to;
    }

    private static (int Name, int Value) Header(ReadOnlySpan<byte> member) =>
        (BinaryPrimitives.ReadInt32LittleEndian(member), BinaryPrimitives.ReadInt32LittleEndian(member[4..]));

    private void Append(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var needed = _length + HeaderBytes + name.Length + value.Length;

        if (_bytes is null || needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes is null ? FirstBytes : _bytes.Length * 2));
        }

        var member = _bytes.AsSpan(_length);
        BinaryPrimitives.WriteInt32LittleEndian(member, name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(member[4..], value.Length);
        name.CopyTo(member[HeaderBytes..]);
        value.CopyTo(member[(HeaderBytes + name.Length)..]);
        _length = needed;
    }

    private void Remove(ReadOnlySpan<byte> name)
    {
        for (var at = 0; at < _length;)
        {
            var member = _bytes.AsSpan(at, _length - at);
            var (nameLength, valueLength) = Header(member);
            var size = HeaderBytes + nameLength + valueLength;

            if (member.Slice(HeaderBytes, nameLength).SequenceEqual(name))
            {
                member[size..].CopyTo(member);
                _length -= size;
                _count--;
                return;
            }

            at += size;
        }
    }
}
