using AuditTrail.Tests.Delivery;
using AuditTrail.Trails;

namespace AuditTrail.Tests.Trails;

public sealed class TrailNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("security")]
    [InlineData("Security-2026_eu.west")]
    [InlineData("console")]
    [InlineData("7")]
    public void NamesOfLettersDigitsAndThreeSignsAreAllowed(string name) => Assert.Null(TrailName.Problem(name));

    [Theory]
    [InlineData(null, "needs a name")]
    [InlineData("", "needs a name")]
    [InlineData("..", "letter or digit")]
    [InlineData(".hidden", "letter or digit")]
    [InlineData("dot.", "letter or digit")]
    [InlineData("-x", "letter or digit")]
    [InlineData("a/b", "file name")]
    [InlineData("a\\b", "file name")]
    [InlineData("a b", "file name")]
    [InlineData("sécurité", "file name")]
    [InlineData("a\u202eb", "a?b")]
    [InlineData("con", "device")]
    [InlineData("NUL.log", "device")]
    [InlineData("x1234567890123456789012345678901234567890123456789012345678901234", "65 characters")]
    public void NamesThatAreNotFileNamesEverywhereAreRefused(string? name, string said)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => new Trail(name!, new ScriptedSink()));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoTrailsWhoseNamesDifferOnlyInCaseAreRefused()
    {
        await using var bench = TrailBench.Open();
        var error = Assert.Throws<ArgumentException>(() => bench.Prepare(new Trail("Audit", new ScriptedSink()), new Trail("audit", new ScriptedSink())));
        Assert.Contains("differ in more than case", error.Message, StringComparison.Ordinal);
    }
}
