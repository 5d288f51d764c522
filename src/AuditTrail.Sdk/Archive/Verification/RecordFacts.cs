using System.Buffers.Text;
using System.Text.Json;
using AuditTrail.Events;

namespace AuditTrail.Archive.Verification;

/// <summary>What a verifier wants to know of one record, gathered member by member; reused from record to record.</summary>
internal sealed class RecordFacts
{
    private const int MaxReason = 1_000;

    private Member _outer; // the member of the record that is being read
    private Member _inner; // … of requestParameters or additionalEventData
    private Member _field; // the member whose value comes next
    private bool _isOurs;
    private bool _isGap;
    private bool _isStop;
    private Guid _stream;
    private long _sequence;
    private RecordedGap _gap;

    private enum Member
    {
        Other,
        Source,
        Name,
        Request,
        Additional,
        Numbers,
        Stream,
        Sequence,
        TrailSequence,
        From,
        To,
        Count,
        Reason,
        TrailFrom,
        TrailTo,
    }

    /// <summary>The stream; null for a record without numbers, such as all of AWS's.</summary>
    public Guid? Stream => _stream != Guid.Empty && _sequence >= 0 && Number > 0 ? _stream : null;

    /// <summary>The number in the trail.</summary>
    public long Number { get; private set; }

    public bool IsStop => _isOurs && _isStop;

    /// <summary>Numbers begin again here: a marker that no journal holds, the first of its trail's new life.</summary>
    public bool Begins => _isOurs && _isGap && _sequence == 0 && Number == 1;

    public RecordedGap? Gap => _isOurs && _isGap ? _gap with { Stream = _stream, Number = Number } : null;

    public void Clear()
    {
        (_isOurs, _isGap, _isStop, _stream, _sequence, Number) = (false, false, false, Guid.Empty, -1, 0);
        _gap = default(RecordedGap) with { Reason = "" };
        (_outer, _inner, _field) = (Member.Other, Member.Other, Member.Other);
    }

    /// <summary>A member's name.</summary>
    /// <param name="depth">1 for the record's own members.</param>
    /// <param name="name">As it is written: our writer escapes none of these.</param>
    public void Named(int depth, ReadOnlySpan<byte> name)
    {
        _field = Member.Other;
        switch (depth)
        {
            case 1:
                _field = _outer = OfRecord(name);
                _inner = Member.Other;
                break;
            case 2 when _outer == Member.Request:
                _field = OfRequest(name);
                break;
            case 2 when _outer == Member.Additional:
                _inner = name.SequenceEqual("auditTrail"u8) ? Member.Numbers : Member.Other;
                break;
            case 3 when _inner == Member.Numbers:
                _field = OfNumbers(name);
                break;
        }
    }

    /// <summary>A member's value, other than an object or a list.</summary>
    public void Valued(ref Utf8JsonReader value)
    {
        switch (_field)
        {
            case Member.Other or Member.Request or Member.Additional or Member.Numbers:
                return;
            case Member.Source:
                _isOurs = Is(ref value, TrailEvents.Source);
                break;
            case Member.Name:
                _isGap = Is(ref value, TrailEvents.GapName);
                _isStop = Is(ref value, TrailEvents.StoppedName);
                break;
            case Member.Stream:
                _stream = Utf8Parser.TryParse(value.ValueSpan, out Guid stream, out var read) && read == value.ValueSpan.Length ? stream : Guid.Empty;
                break;
            case Member.Reason:
                _gap = _gap with { Reason = ReasonOf(ref value) };
                break;
            default:
                Take(value.TokenType == JsonTokenType.Number && value.TryGetInt64(out var number) ? number : -1);
                break;
        }

        _field = Member.Other;
    }

    private void Take(long number)
    {
        switch (_field)
        {
            case Member.Sequence:
                _sequence = number;
                break;
            case Member.TrailSequence:
                Number = number;
                break;
            default:
                _gap = _field switch
                {
                    Member.From => _gap with { From = number },
                    Member.To => _gap with { To = number },
                    Member.Count => _gap with { Count = number },
                    Member.TrailFrom => _gap with { TrailFrom = number },
                    _ => _gap with { TrailTo = number },
                };
                break;
        }
    }

    private static bool Is(ref Utf8JsonReader value, string text) => value.TokenType == JsonTokenType.String && !value.ValueIsEscaped && value.ValueTextEquals(text);

    private static string ReasonOf(ref Utf8JsonReader value)
    {
        try
        {
            return value.TokenType == JsonTokenType.String && value.ValueSpan.Length <= MaxReason ? value.GetString() ?? "" : "";
        }
        catch (InvalidOperationException)
        {
            return ""; // half a surrogate pair, or bytes that are not UTF-8
        }
    }

    private static Member OfRecord(ReadOnlySpan<byte> name) => name.Length switch
    {
        11 when name.SequenceEqual("eventSource"u8) => Member.Source,
        9 when name.SequenceEqual("eventName"u8) => Member.Name,
        17 when name.SequenceEqual("requestParameters"u8) => Member.Request,
        19 when name.SequenceEqual("additionalEventData"u8) => Member.Additional,
        _ => Member.Other,
    };

    private static Member OfNumbers(ReadOnlySpan<byte> name) => name.Length switch
    {
        6 when name.SequenceEqual("stream"u8) => Member.Stream,
        8 when name.SequenceEqual("sequence"u8) => Member.Sequence,
        13 when name.SequenceEqual("trailSequence"u8) => Member.TrailSequence,
        _ => Member.Other,
    };

    private static Member OfRequest(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when name.SequenceEqual("from"u8) => Member.From,
        2 when name.SequenceEqual("to"u8) => Member.To,
        5 when name.SequenceEqual("count"u8) => Member.Count,
        6 when name.SequenceEqual("reason"u8) => Member.Reason,
        9 when name.SequenceEqual("trailFrom"u8) => Member.TrailFrom,
        7 when name.SequenceEqual("trailTo"u8) => Member.TrailTo,
        _ => Member.Other,
    };
}
