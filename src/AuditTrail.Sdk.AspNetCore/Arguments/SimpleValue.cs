using System.Collections;
using System.Globalization;
using AuditTrail.Events;

namespace AuditTrail.AspNetCore;

/// <summary>Values that are one text, number or date, and lists of them. Nothing in here calls code that can go on without end.</summary>
internal static class SimpleValue
{
    public const int MaxTextBytes = 1024;
    public const int MaxElementTextBytes = 256;
    public const int MaxElements = 32;

    /// <summary>Whether values of the type can be recorded without knowing anything more of it.</summary>
    public static bool Is(Type type)
    {
        var element = type.IsArray ? type.GetElementType() : ElementOf(type);
        return IsOne(element ?? type);
    }

    /// <returns>False when it is something else.</returns>
    public static bool TryRead(object? value, int maxTextBytes, out AuditValue read)
    {
        (var isSimple, read) = value switch
        {
            null => (true, (string?)null),
            string text => (true, BoundedText.Marked(text, maxTextBytes)),
            bool flag => (true, flag),
            int number => (true, number),
            long number => (true, number),
            decimal number => (true, number),
            double number => (true, number),
            float number => (true, number),
            byte or sbyte or short or ushort or uint => (true, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            ulong number => (true, number),
            Guid id => (true, id),
            DateTimeOffset time => (true, time),
            DateTime time => (true, time),
            DateOnly date => (true, date),
            Enum or Uri or Version => (true, BoundedText.Marked(value.ToString() ?? "", maxTextBytes)),
            IFormattable other => (true, BoundedText.Marked(other.ToString(null, CultureInfo.InvariantCulture), maxTextBytes)),
            _ => (false, default(AuditValue)),
        };
        return isSimple;
    }

    /// <returns>The first elements, and a mark that says how many there were; null when this is no list that may be looked at.</returns>
    public static AuditValue? ReadList(object value, ref CaptureContext context)
    {
        // A list that is made while it is read (a query, an iterator) belongs to the application, which may read it only once.
        if (value is not (ICollection or IReadOnlyCollection<object>))
        {
            return null;
        }

        var elements = new List<AuditValue>();
        var count = 0;
        foreach (var element in (IEnumerable)value)
        {
            if (count++ < MaxElements && context.TryTake(Cost(element, MaxElementTextBytes)) && TryRead(element, MaxElementTextBytes, out var read))
            {
                elements.Add(read);
            }
        }

        if (count > elements.Count)
        {
            elements.Add(Omitted(count));
        }

        return AuditValue.Array([.. elements]);
    }

    /// <summary>Stands for a list that must not be read here.</summary>
    public static AuditValue NotRead => AuditValue.Object(static mark => mark.Add("omitted", true).Add("reason", "lazy"));

    /// <summary>The core's own mark for elements that were left out.</summary>
    public static AuditValue Omitted(int count) => AuditValue.Object(mark => mark.Add("omitted", true).Add("originalCount", count));

    /// <summary>How many bytes such a value takes at most.</summary>
    public static int Cost(object? value, int maxTextBytes) => value is string text ? (int)Math.Min(text.Length * 3L, maxTextBytes) : 32;

    private static bool IsOne(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return Type.GetTypeCode(type) is not (TypeCode.Object or TypeCode.DBNull or TypeCode.Empty)
            || type == typeof(Uri) || type == typeof(Version) || typeof(IFormattable).IsAssignableFrom(type);
    }

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericArguments() is [var element] && typeof(IEnumerable).IsAssignableFrom(type) ? element : null;
}
