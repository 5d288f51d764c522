using System.Runtime.CompilerServices;
using System.Text;

namespace AuditTrail.Events;

/// <summary>What may be a name in an event: something, and not too much of it.</summary>
internal static class FieldName
{
    public const int MaxBytes = 1_024;

    public static string Check(string? name, [CallerArgumentExpression(nameof(name))] string? parameter = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, parameter);

        if (name.Length > MaxBytes / 3 && Encoding.UTF8.GetByteCount(name) is > MaxBytes and var bytes)
        {
            throw new ArgumentException(
                $"The {parameter} has {bytes} bytes of UTF-8, at most {MaxBytes} are allowed. Use a short, fixed name, and put variable text in a value.", parameter);
        }

        return name;
    }
}
