using System.Globalization;
using Polly.Timeout;

namespace AuditTrail.Delivery;

/// <summary>A failure in one short line, for status and log.</summary>
internal static class FailureText
{
    private const int Longest = 512;

    public static string Of(Exception exception) => exception switch
    {
        { InnerException: SinkOverdueException overdue } => Of(overdue.Message),
        TimeoutRejectedException late => Of(string.Create(CultureInfo.InvariantCulture, $"The sink did not answer within {late.Timeout.TotalSeconds:0.###} s.")),
        _ => Of($"{exception.GetType().Name}: {exception.Message}"),
    };

    public static string Of(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= Longest ? line : line[..Longest];
    }
}
