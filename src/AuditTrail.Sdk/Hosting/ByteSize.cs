using System.Globalization;

namespace AuditTrail.Hosting;

/// <summary>Text form of a number of bytes: <c>67108864</c> or <c>64MiB</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, int Shift)[] Units = [("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0)];

    public static bool TryParse(string text, out long bytes)
    {
        var (digits, shift) = (text, 0);
        foreach (var (unit, by) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                (digits, shift) = (text[..^unit.Length].TrimEnd(), by);
                break;
            }
        }

        var read = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out bytes) && bytes <= long.MaxValue >> shift;
        bytes <<= read ? shift : 0;
        return read;
    }

    public static string Format(long bytes)
    {
        foreach (var (unit, shift) in Units)
        {
            if (bytes != 0 && shift > 0 && bytes % (1L << shift) == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{bytes >> shift}{unit}");
            }
        }

        return bytes.ToString(CultureInfo.InvariantCulture);
    }
}
