using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AuditTrail.Events.Json;

/// <summary>Copies one JSON value: without white space and duplicate names, unsafe raw characters escaped, numbers and escapes as they were spelt.</summary>
/// <remarks>Used again, one copy at a time. A member or element is written with the comma behind it, which makes it easy to take out again.</remarks>
internal sealed class JsonCopy
{
    private readonly List<int> _nameHashes = [];
    private readonly List<(int Start, int NameLength)> _members = [];
    private CopyRules _rules;
    private ByteBuffer _output = new();

    /// <summary>What stands in the place of a value that is nested too deep.</summary>
    public static ReadOnlySpan<byte> TooDeep => "{\"omitted\":true,\"reason\":\"depth\"}"u8;

    /// <summary>Copies the value at which the reader stands, and leaves the reader on its last token.</summary>
    public void Copy(ref Utf8JsonReader reader, ByteBuffer output, CopyRules rules, string path)
    {
        _rules = rules;
        _output = output;
        _members.Clear();
        _nameHashes.Clear();
        CopyValue(ref reader, depth: 1, path);
    }

    private void CopyValue(ref Utf8JsonReader reader, int depth, string path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray when depth > _rules.MaxDepth:
                reader.Skip();
                _output.Append(TooDeep);
                break;

            case JsonTokenType.StartObject:
                CopyObject(ref reader, depth, path);
                break;

            case JsonTokenType.StartArray:
                CopyArray(ref reader, depth, path);
                break;

            case JsonTokenType.String:
                AppendString(ref reader);
                break;

            default:
                _output.Append(reader.ValueSpan);
                break;
        }
    }

    private void CopyArray(ref Utf8JsonReader reader, int depth, string path)
    {
        _output.Append((byte)'[');
        var count = 0;

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count++ >= _rules.MaxMembers)
            {
                reader.Skip();
                continue;
            }

            CopyValue(ref reader, depth + 1, path);
            _output.Append((byte)',');
        }

        if (count > _rules.MaxMembers)
        {
            _output.Append("{\"omitted\":true,\"originalCount\":"u8);
            AppendNumber(count);
            _output.Append("},"u8);
        }

        Close((byte)'[', (byte)']');
    }

    private void CopyObject(ref Utf8JsonReader reader, int depth, string path)
    {
        _output.Append((byte)'{');
        var first = _members.Count;
        var skipped = 0;

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (_members.Count - first >= _rules.MaxMembers)
            {
                reader.Read();
                reader.Skip();
                skipped++;
                continue;
            }

            CopyMember(ref reader, first, depth, path);
        }

        if (skipped > 0)
        {
            AppendMark(first, skipped);
        }

        CollectionsMarshal.SetCount(_members, first);
        CollectionsMarshal.SetCount(_nameHashes, first);
        Close((byte)'{', (byte)'}');
    }

    private void CopyMember(ref Utf8JsonReader reader, int first, int depth, string path)
    {
        var start = _output.Length;
        AppendName(ref reader);
        var length = _output.Length - start;

        if (Find(first, start, length) is >= 0 and var earlier)
        {
            if (_rules.RejectsDuplicates)
            {
                throw EventFormat.Duplicate($"{path}: {Encoding.UTF8.GetString(_output.Written.Slice(start, length))}", reader);
            }

            start -= Remove(earlier, start);
        }

        Register(start, length);
        _output.Append((byte)':');
        reader.Read();
        CopyValue(ref reader, depth + 1, path);
        _output.Append((byte)',');
    }

    private void AppendMark(int first, int skipped)
    {
        var total = _members.Count - first + skipped;
        AppendMarkName(first, "\"omitted\""u8);
        _output.Append(":true,"u8);
        AppendMarkName(first, "\"originalCount\""u8);
        _output.Append((byte)':');
        AppendNumber(total);
        _output.Append((byte)',');
    }

    /// <summary>The mark's names may be the application's as well; a name never stands twice.</summary>
    private void AppendMarkName(int first, ReadOnlySpan<byte> name)
    {
        var start = _output.Length;
        _output.Append(name);

        if (Find(first, start, name.Length) is >= 0 and var earlier)
        {
            start -= Remove(earlier, start);
        }

        Register(start, name.Length);
    }

    private void Register(int start, int length)
    {
        _members.Add((start, length));
        _nameHashes.Add(Hash(_output.Written.Slice(start, length)));
    }

    private int Find(int first, int start, int length)
    {
        var name = _output.Written.Slice(start, length);
        var hash = Hash(name);
        var hashes = CollectionsMarshal.AsSpan(_nameHashes);

        // A vectorised search over the hashes: an object of many thousand members must not cost minutes.
        for (var from = first; hashes[from..].IndexOf(hash) is >= 0 and var found; from += found + 1)
        {
            var member = _members[from + found];

            if (_output.Written.Slice(member.Start, member.NameLength).SequenceEqual(name))
            {
                return from + found;
            }
        }

        return -1;
    }

    private int Remove(int index, int newest)
    {
        var start = _members[index].Start;
        var count = (index + 1 < _members.Count ? _members[index + 1].Start : newest) - start;
        _output.Remove(start, count);
        _members.RemoveAt(index);
        _nameHashes.RemoveAt(index);

        for (var i = index; i < _members.Count; i++)
        {
            _members[i] = (_members[i].Start - count, _members[i].NameLength);
        }

        return count;
    }

    /// <summary>Names are compared as they are written, so all are brought to one spelling.</summary>
    private void AppendName(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && RawText.IsPlain(reader.ValueSpan))
        {
            _output.Append((byte)'"');
            _output.Append(reader.ValueSpan);
            _output.Append((byte)'"');
            return;
        }

        _output.Append((byte)'"');
        _output.Append(EventText.Name(RawText.Unescape(ref reader)).EncodedUtf8Bytes);
        _output.Append((byte)'"');
    }

    private void AppendString(ref Utf8JsonReader reader)
    {
        _output.Append((byte)'"');

        if (!_rules.RejectsDuplicates && RawText.HasLoneSurrogate(ref reader))
        {
            _output.Append(EventText.Name(RawText.Unescape(ref reader)).EncodedUtf8Bytes);
        }
        else
        {
            RawText.AppendSafe(_output, reader.ValueSpan);
        }

        _output.Append((byte)'"');
    }

    private void AppendNumber(long value)
    {
        value.TryFormat(_output.GetSpan(20), out var written, provider: CultureInfo.InvariantCulture);
        _output.Advance(written);
    }

    private void Close(byte open, byte close)
    {
        // What was written last is the opening bracket itself or a comma, never the inside of a text.
        if (_output.Written[^1] != open)
        {
            _output.Truncate(_output.Length - 1);
        }

        _output.Append(close);
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        return hash.ToHashCode();
    }
}
