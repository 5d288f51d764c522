using System.Globalization;

namespace AuditTrail.Sinks.JsonLines;

/// <summary>What the sink saves with its trail's cursor: how far its files went when the cursor stood there.</summary>
/// <param name="Stream">The stream of the last event.</param>
/// <param name="Epoch">The trail's epoch then.</param>
/// <param name="TrailSequence">The last event's.</param>
/// <param name="Position">Where its line ends.</param>
internal readonly record struct FileSinkState(Guid Stream, long Epoch, long TrailSequence, FilePosition Position)
{
    private const string Version = "1";

    public static bool TryParse(string? text, string prefix, out FileSinkState state)
    {
        state = default;
        var parts = text?.Split(' ');
        if (parts is not [Version, var stream, var epoch, var sequence, var length, var file] ||
            !Guid.TryParseExact(stream, "N", out var id) ||
            !TryParse(epoch, out var epochNumber) || !TryParse(sequence, out var trailSequence) || !TryParse(length, out var bytes) ||
            !JsonLinesFileName.TryParse(file, prefix, out var name))
        {
            return false;
        }

        state = new(id, epochNumber, trailSequence, new(name, bytes));
        return true;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Version} {Stream:N} {Epoch} {TrailSequence} {Position.Length} {Position.Name}");

    private static bool TryParse(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
