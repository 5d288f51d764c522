using System.Text;
using AuditTrail.Sinks.JsonLines;
using AuditTrail.Storage;

namespace AuditTrail.Tests.Sinks.JsonLines;

public sealed class LineScannerTests
{
    [Fact]
    public void LinesOfEverySizeAreReadWhole()
    {
        string[] lines = [.. new[] { 0, 1, 65_535, 65_536, 65_537, 262_144, 900_000, 3 }.Select((length, index) => new string((char)('a' + index), length))];

        Assert.Equal(lines.Select(line => (line.Length, true)), Read(string.Join('\n', lines) + "\n").Select(line => (line.Text.Length, line.Terminated)));
        Assert.Equal(lines, Read(string.Join('\n', lines) + "\n").Select(line => line.Text));
    }

    [Fact]
    public void ALineLongerThanAnyRecordIsEmptyAndTheNextOneIsRead() =>
        Assert.Equal([("a", true), ("", true), ("b", true)], Read($"a\n{new string('x', 5_000_000)}\nb\n"));

    [Fact]
    public void ALastLineWithoutLineFeedIsSaidToBeSo()
    {
        Assert.Equal([("a", true), ("b", false)], Read("a\nb"));
        Assert.Equal([("a", true), ("", false)], Read($"a\n{new string('x', 5_000_000)}"));
        Assert.Empty(Read(""));
    }

    [Fact]
    public void StartsAndEndsAreOffsetsInTheFile()
    {
        var lines = new LineScanner(FileOf("ab\ncd\nef"), 3);

        Assert.True(lines.Read() && lines.Read());
        Assert.Equal(6, lines.LineStart);
        Assert.False(lines.Read());
    }

    private static List<(string Text, bool Terminated)> Read(string text)
    {
        var lines = new LineScanner(FileOf(text), 0);
        var read = new List<(string, bool)>();
        while (lines.Read())
        {
            read.Add((Encoding.UTF8.GetString(lines.Line.Span), lines.Terminated));
        }

        return read;
    }

    private static IStorageFile FileOf(string text)
    {
        var file = new MemoryStorage().Create("file");
        file.Write(Encoding.UTF8.GetBytes(text), 0);
        return file;
    }
}
