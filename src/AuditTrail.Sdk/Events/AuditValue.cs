using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>A value that an application gives to an event: converted implicitly from text, numbers, booleans, dates, ids, JSON and texts in an array.</summary>
/// <remarks>
/// The value is written the moment it is given, so what happens to an object later does not change the event. <c>NaN</c> and the infinities become texts;
/// half a surrogate pair becomes U+FFFD and its code in brackets; a text over 96 KiB is cut, with a mark that says how long it was.
/// </remarks>
[StructLayout(LayoutKind.Explicit)]
public readonly struct AuditValue
{
    [FieldOffset(0)]
    private readonly object? _reference;

    [FieldOffset(8)]
    private readonly long _integer;

    [FieldOffset(8)]
    private readonly ulong _unsigned;

    [FieldOffset(8)]
    private readonly double _real;

    [FieldOffset(8)]
    private readonly decimal _decimal;

    [FieldOffset(8)]
    private readonly DateTimeOffset _time;

    [FieldOffset(8)]
    private readonly DateTime _dateTime;

    [FieldOffset(8)]
    private readonly DateOnly _date;

    [FieldOffset(8)]
    private readonly Guid _id;

    [FieldOffset(24)]
    private readonly AuditValueKind _kind;

    private AuditValue(AuditValueKind kind, object? reference)
        : this()
    {
        _kind = reference is null ? AuditValueKind.Null : kind;
        _reference = reference;
    }

    private AuditValue(long value)
        : this() => (_kind, _integer) = (AuditValueKind.Integer, value);

    private AuditValue(ulong value)
        : this() => (_kind, _unsigned) = (AuditValueKind.Unsigned, value);

    private AuditValue(double value)
        : this() => (_kind, _real) = (AuditValueKind.Real, value);

    private AuditValue(decimal value)
        : this() => (_kind, _decimal) = (AuditValueKind.Decimal, value);

    private AuditValue(bool value)
        : this() => (_kind, _integer) = (AuditValueKind.Boolean, value ? 1 : 0);

    private AuditValue(DateTimeOffset value)
        : this() => (_kind, _time) = (AuditValueKind.Time, value);

    private AuditValue(DateTime value)
        : this() => (_kind, _dateTime) = (AuditValueKind.DateTime, value);

    private AuditValue(DateOnly value)
        : this() => (_kind, _date) = (AuditValueKind.Date, value);

    private AuditValue(Guid value)
        : this() => (_kind, _id) = (AuditValueKind.Id, value);

    /// <summary>Whether it has parts of its own, which have to be checked for depth and duplicate names.</summary>
    internal bool IsComposite => _kind >= AuditValueKind.Composite;

    /// <summary>An array of values.</summary>
    public static AuditValue Array(params AuditValue[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(AuditValueKind.Values, values);
    }

    /// <summary>An array that the action fills; it runs when the value is given to the event.</summary>
    public static AuditValue Array(Action<AuditArray> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        return new(AuditValueKind.ArrayAction, elements);
    }

    /// <summary>An object that the action fills; it runs when the value is given to the event.</summary>
    public static AuditValue Object(Action<AuditObject> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return new(AuditValueKind.ObjectAction, members);
    }

    /// <summary>A text; null is JSON's null.</summary>
    public static implicit operator AuditValue(string? value) => new(AuditValueKind.Text, value);

    /// <summary>A whole number.</summary>
    public static implicit operator AuditValue(int value) => new((long)value);

    /// <summary>A whole number.</summary>
    public static implicit operator AuditValue(long value) => new(value);

    /// <summary>A whole number.</summary>
    public static implicit operator AuditValue(ulong value) => new(value);

    /// <summary>A number; <c>NaN</c> and the infinities become texts.</summary>
    public static implicit operator AuditValue(double value) => new(value);

    /// <summary>A number with its own count of decimals.</summary>
    public static implicit operator AuditValue(decimal value) => new(value);

    /// <summary>True or false.</summary>
    public static implicit operator AuditValue(bool value) => new(value);

    /// <summary>A time in ISO 8601, with its offset.</summary>
    public static implicit operator AuditValue(DateTimeOffset value) => new(value);

    /// <summary>A time in ISO 8601, with the offset that its kind says.</summary>
    public static implicit operator AuditValue(DateTime value) => new(value);

    /// <summary>A date as <c>2026-01-22</c>.</summary>
    public static implicit operator AuditValue(DateOnly value) => new(value);

    /// <summary>A UUID.</summary>
    public static implicit operator AuditValue(Guid value) => new(value);

    /// <summary>JSON that was read.</summary>
    public static implicit operator AuditValue(JsonElement value) => new(AuditValueKind.Element, value);

    /// <summary>JSON that was built; null is JSON's null.</summary>
    public static implicit operator AuditValue(JsonNode? value) => new(AuditValueKind.Node, value);

    /// <summary>JSON of an event or a part of one.</summary>
    public static implicit operator AuditValue(JsonFragment? value) => new(AuditValueKind.Fragment, value);

    /// <summary>Texts in an array; null is JSON's null.</summary>
    public static implicit operator AuditValue(string?[]? values) => new(AuditValueKind.Texts, values);

    internal void WriteTo(Utf8JsonWriter writer)
    {
        switch (_kind)
        {
            case AuditValueKind.Null:
                writer.WriteNullValue();
                break;

            case AuditValueKind.Text when _reference is string text:
                EventText.WriteValue(writer, text, ValueCapture.MaxTextBytes);
                break;

            case AuditValueKind.Boolean:
                writer.WriteBooleanValue(_integer != 0);
                break;

            case AuditValueKind.Time:
                writer.WriteStringValue(_time);
                break;

            case AuditValueKind.DateTime:
                writer.WriteStringValue(_dateTime);
                break;

            case AuditValueKind.Date:
                writer.WriteStringValue(_date.ToString("O", CultureInfo.InvariantCulture));
                break;

            case AuditValueKind.Id:
                writer.WriteStringValue(_id);
                break;

            case < AuditValueKind.Composite:
                WriteNumber(writer);
                break;

            default:
                WriteComposite(writer);
                break;
        }
    }

    private void WriteNumber(Utf8JsonWriter writer)
    {
        switch (_kind)
        {
            case AuditValueKind.Integer:
                writer.WriteNumberValue(_integer);
                break;

            case AuditValueKind.Unsigned:
                writer.WriteNumberValue(_unsigned);
                break;

            case AuditValueKind.Decimal:
                writer.WriteNumberValue(_decimal);
                break;

            case AuditValueKind.Real when double.IsFinite(_real):
                writer.WriteNumberValue(_real);
                break;

            default:
                writer.WriteStringValue(_real.ToString(CultureInfo.InvariantCulture));
                break;
        }
    }

    private void WriteComposite(Utf8JsonWriter writer)
    {
        switch (_reference)
        {
            case JsonElement element:
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);
                break;

            case JsonNode node:
                node.WriteTo(writer);
                break;

            case JsonFragment fragment:
                writer.WriteRawValue(fragment.Utf8.Span, skipInputValidation: true);
                break;

            case Action<AuditObject> members:
                AuditObject.Write(writer, members);
                break;

            case Action<AuditArray> elements:
                AuditArray.Write(writer, elements);
                break;

            case AuditValue[] values:
                AuditArray.Write(writer, array => array.AddAll(values));
                break;

            case string?[] texts:
                AuditArray.Write(writer, array => array.AddAll(texts));
                break;

            default:
                writer.WriteNullValue();
                break;
        }
    }
}
