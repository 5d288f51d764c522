using AuditTrail.Tool.Output;

namespace AuditTrail.Tool.Tests.Output;

public sealed class InertTextTests
{
    [Theory]
    [InlineData("\u001b[2Jx", "\\u001b[2Jx")]
    [InlineData("a\r\nb\tc", "a\\u000d\\u000ab\\u0009c")]
    [InlineData("\u202Egnp.exe", "\\u202egnp.exe")]
    [InlineData("\u2066\u200f\ufeff\u2028\u009b", "\\u2066\\u200f\\ufeff\\u2028\\u009b")]
    [InlineData("Zürich 東京 😀 [red]", "Zürich 東京 😀 [red]")]
    [InlineData(null, "")]
    public void WhatSteersATerminalIsShownAndDoesNothing(string? text, string shown) => Assert.Equal(shown, InertText.Of(text));

    [Fact]
    public void HalfACharacterIsShownAsOneThatIsMissing() => Assert.Equal("a\ufffdb", InertText.Of("a\ud800b"));

    [Fact]
    public void ALongTextIsCut() => Assert.Equal(1_027, InertText.Of(new string('x', 1_000_000)).Length);
}
