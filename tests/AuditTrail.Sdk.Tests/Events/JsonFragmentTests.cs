using System.Text;
using System.Text.Json;
using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

public sealed class JsonFragmentTests
{
    [Theory]
    [InlineData(" { \"a\" : [ 1.0 , 1e5, -0, 123456789012345678901234567890 ] } ", """{"a":[1.0,1e5,-0,123456789012345678901234567890]}""", JsonValueKind.Object)]
    [InlineData("[ ]", "[]", JsonValueKind.Array)]
    [InlineData("\"\\u0041\\/\"", "\"\\u0041\\/\"", JsonValueKind.String)]
    [InlineData("true", "true", JsonValueKind.True)]
    [InlineData("false", "false", JsonValueKind.False)]
    [InlineData("null", "null", JsonValueKind.Null)]
    [InlineData("-1.50", "-1.50", JsonValueKind.Number)]
    public void OnlyWhiteSpaceBetweenTokensIsDropped(string given, string expected, JsonValueKind kind)
    {
        var fragment = JsonFragment.Parse(given);
        Assert.Equal((expected, kind), (fragment.ToString(), fragment.ValueKind));
        Assert.Equal(expected, fragment.AsElement().GetRawText());
        Assert.Equal(JsonFragment.Parse(expected), fragment);
        Assert.Equal(JsonFragment.Parse(expected).GetHashCode(), fragment.GetHashCode());
    }

    [Fact]
    public void PartsAreFoundByNameAndPlace()
    {
        var fragment = JsonFragment.Parse("""{"a":{"b\n":[1,"x\u0041"]},"c":null}""");
        Assert.Equal("xA", fragment["a"]!["b\n"]![1]!.AsText());
        Assert.Null(fragment["a"]!["b\n"]![0]!.AsText());
        Assert.Equal(JsonFragment.Null, fragment["c"]);
        Assert.Null(fragment["none"]);
        Assert.Null(fragment[0]);
        Assert.Null(fragment["a"]!["b\n"]!["x"]);
        Assert.Null(fragment["a"]!["b\n"]![2]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("01")]
    [InlineData("nul")]
    [InlineData("1 2")]
    [InlineData("{\"a\":1,\"a\":1}")]
    [InlineData("\"\u0001\"")]
    public void WhatIsNotOneJsonValueIsRefused(string text)
    {
        Assert.Throws<FormatException>(() => JsonFragment.Parse(text));
        Assert.False(JsonFragment.TryParse(Encoding.UTF8.GetBytes(text), out _));
    }
}
