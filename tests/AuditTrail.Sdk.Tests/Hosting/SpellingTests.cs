using AuditTrail.Hosting;

namespace AuditTrail.Tests.Hosting;

public sealed class SpellingTests
{
    private static readonly string[] Names = ["Directory", "DrainTimeout", "Guarantee", "Journal", "Trails"];

    [Theory]
    [InlineData("Directry", "Directory")]
    [InlineData("directories", "Directory")]
    [InlineData("Drain", null)]
    [InlineData("Trail", "Trails")]
    [InlineData("Trials", "Trails")]
    [InlineData("GARANTEE", "Guarantee")]
    [InlineData("Colour", null)]
    public void TheNearestNameIsSuggestedIfOneIsNear(string text, string? suggestion) =>
        Assert.Equal(suggestion is null ? "." : $"; did you mean {suggestion}?", Spelling.DidYouMean(text, Names));
}
