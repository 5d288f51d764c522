using AuditTrail.Trails;

namespace AuditTrail.Tests.Trails;

public sealed class TrailSelectorTests
{
    private static readonly EventFacts[] Events =
    [
        new(EventKind.Management, ReadOnly: false),
        new(EventKind.Management, ReadOnly: true),
        new(EventKind.Data, ReadOnly: false),
        new(EventKind.Data, ReadOnly: true),
        new(EventKind.Insight, ReadOnly: false),
    ];

    [Theory]
    [InlineData("", "MW MR DW DR I")]
    [InlineData("m", "MW MR")]
    [InlineData("d", "DW DR")]
    [InlineData("i", "I")]
    [InlineData("md", "MW MR DW DR")]
    [InlineData("w", "MW DW I")]
    [InlineData("r", "MR DR I")]
    [InlineData("mw", "MW")]
    [InlineData("dr", "DR")]
    [InlineData("iw", "I")]
    public void EachSentenceSelectsWhatItSays(string sentence, string selected)
    {
        var selector = Build(sentence);
        var names = new[] { "MW", "MR", "DW", "DR", "I" };
        Assert.Equal(selected, string.Join(' ', names.Where((_, index) => selector.Selects(Events[index]))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("dr")]
    [InlineData("iw")]
    public void MarkersPassEverySelector(string sentence)
    {
        Assert.True(Build(sentence).Selects(new EventFacts(EventKind.Marker, ReadOnly: false)));
        Assert.True(Build(sentence).Selects(new EventFacts(EventKind.Marker, ReadOnly: true)));
    }

    [Fact]
    public void TheFingerprintChangesExactlyWithTheChoice()
    {
        string[] sentences = ["", "m", "d", "i", "md", "mi", "di", "w", "r", "mw", "dr", "mdw"];
        Assert.Equal(sentences.Length, sentences.Select(sentence => Build(sentence).Fingerprint).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Build("md").Fingerprint, Build("dm").Fingerprint);
        Assert.Equal(Build("").Fingerprint, Build("mdi").Fingerprint);
    }

    [Fact]
    public void ASelectorThatWouldSelectNothingIsRefused()
    {
        Assert.Contains("Say one of them", Assert.Throws<InvalidOperationException>(() => Build("rw")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Build("wr"));
    }

    private static TrailSelector Build(string sentence)
    {
        var builder = new SelectorBuilder();
        foreach (var word in sentence)
        {
            builder = word switch
            {
                'm' => builder.ManagementEvents(),
                'd' => builder.DataEvents(),
                'i' => builder.InsightEvents(),
                'r' => builder.ReadOnly(),
                _ => builder.WriteOnly(),
            };
        }

        return builder.Build();
    }
}
