using System.Collections;
using System.Text.Json;

namespace AuditTrail.Aws;

/// <summary>Names and texts: what Lake's SQL sees as <c>map&lt;string,string&gt;</c>. A name is there once; what is said last of it holds.</summary>
internal sealed class FlatMap : IEnumerable<(string Name, string Value)>
{
    // Quotes, colon and comma.
    private const int BytesPerEntry = 6;
    private const int BytesOfBraces = 2;
    private const int LongestNameWhenCut = 512;

    // Up to here a value is never cut: whatever else is large, numbers, names and marks stay whole.
    private const int ShortValue = 256;

    // Few names are found faster, and cheaper, one after the other.
    private const int FewEntries = 16;

    private readonly List<(string Name, string Value)> _entries = [];
    private Dictionary<string, int>? _places;

    public int Count => _entries.Count;

    public bool Has(string name) => PlaceOf(name) >= 0;

    public void Set(string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        var place = PlaceOf(name);
        if (place >= 0)
        {
            _entries[place] = (name, value);
            return;
        }

        _places?.Add(name, _entries.Count);
        _entries.Add((name, value));
        if (_places is null && _entries.Count > FewEntries)
        {
            _places = _entries.Select((entry, index) => (entry.Name, index)).ToDictionary(one => one.Name, one => one.index, StringComparer.Ordinal);
        }
    }

    public void Add(FlatMap others)
    {
        foreach (var (name, value) in others)
        {
            Set(name, value);
        }
    }

    public IEnumerator<(string Name, string Value)> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The bytes of the whole as JSON.</summary>
    public int JsonBytes()
    {
        var bytes = BytesOfBraces - (Count > 0 ? 1 : 0);
        foreach (var (name, value) in _entries)
        {
            bytes += LakeText.JsonBytes(name) + LakeText.JsonBytes(value) + BytesPerEntry;
        }

        return bytes;
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in _entries)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>What of it takes no more than so many bytes as JSON: the first entries, of which the longest values are cut to one length that lets all the others stay whole.</summary>
    public FlatMap CutTo(int most)
    {
        var kept = new List<(string Name, string Value, int Bytes)>();
        var room = most - BytesOfBraces;
        var least = room;
        foreach (var (whole, value) in _entries)
        {
            var name = LakeText.JsonBytes(whole) <= LongestNameWhenCut ? whole : LakeText.CutToJson(whole, LongestNameWhenCut);
            var bytes = LakeText.JsonBytes(value);
            var overhead = LakeText.JsonBytes(name) + BytesPerEntry;
            least -= overhead + Math.Min(bytes, ShortValue);
            if (least < 0)
            {
                break;
            }

            room -= overhead;
            kept.Add((name, value, bytes));
        }

        var longest = LongestValue(kept, room);
        var map = new FlatMap();
        foreach (var (name, value, bytes) in kept)
        {
            // Two long names may begin alike: the first stays.
            if (!map.Has(name))
            {
                map.Set(name, bytes <= longest ? value : LakeText.CutToJson(value, longest));
            }
        }

        return map;
    }

    private int PlaceOf(string name) =>
        _places is null ? _entries.FindIndex(entry => string.Equals(entry.Name, name, StringComparison.Ordinal)) : _places.GetValueOrDefault(name, -1);

    private static int LongestValue(List<(string Name, string Value, int Bytes)> entries, int room)
    {
        var left = entries.Count;
        foreach (var bytes in entries.Select(entry => entry.Bytes).Order())
        {
            if (bytes > room / left)
            {
                return room / left;
            }

            room -= bytes;
            left--;
        }

        return int.MaxValue;
    }
}
