using AuditTrail.Sinks.JsonLines;

namespace AuditTrail.Tests.Sinks.JsonLines;

public sealed class JsonLinesFileNameTests
{
    private static readonly DateOnly Day = new(2026, 11, 25);

    [Fact]
    public void ANameIsReadAsItIsWritten()
    {
        var name = new JsonLinesFileName("events", Day, 7);

        Assert.Equal("events-20261125.007.jsonl", name.ToString());
        Assert.True(JsonLinesFileName.TryParse(name.ToString(), "events", out var read));
        Assert.Equal(name, read);
    }

    [Theory]
    [InlineData("events-20261125.jsonl")]
    [InlineData("events-20261125.0000.jsonl")]
    [InlineData("events-20261325.000.jsonl")]
    [InlineData("events-20261125.000.jsonl.gz")]
    [InlineData("events-20261125.0+1.jsonl")]
    [InlineData("Events-20261125.000.jsonl")]
    [InlineData("events-x-20261125.000.jsonl")]
    [InlineData("notes.jsonl")]
    [InlineData("")]
    public void OtherNamesAreNotOurs(string text) => Assert.False(JsonLinesFileName.TryParse(text, "events", out _));

    [Fact]
    public void TheOrdinalOrderOfNamesIsTheOrderOfWritingBeyondAThousandFilesToo()
    {
        var name = new JsonLinesFileName("events", Day, 0);
        for (var i = 0; i < 2_500; i++)
        {
            var next = name.Next(Day.AddDays(i / 2_000));
            Assert.True(string.CompareOrdinal(name.ToString(), next.ToString()) < 0, $"{next} is not behind {name}.");
            Assert.True(name.IsBefore(next));
            name = next;
        }
    }

    [Theory]
    [InlineData("events", true)]
    [InlineData("a.b_c-9", true)]
    [InlineData("", false)]
    [InlineData(".hidden", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    public void APrefixIsAPlainName(string prefix, bool allowed) => Assert.Equal(allowed, JsonLinesFileName.IsPrefix(prefix));
}
