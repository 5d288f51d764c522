using System.Text;
using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

public sealed class ReadingTests
{
    [Theory]
    [InlineData("""{"eventName":5}""", "'eventName' at byte 13 is a number, a text is expected")]
    [InlineData("""{"readOnly":"true"}""", "'readOnly' at byte 12 is a text, true or false is expected")]
    [InlineData("""{"userIdentity":[]}""", "'userIdentity' at byte 16 is an array, an object is expected")]
    [InlineData("""{"userIdentity":{"sessionContext":{"attributes":{"creationDate":true}}}}""", "'userIdentity.sessionContext.attributes.creationDate' at byte 64")]
    [InlineData("""{"resources":[{"ARN":"a"},{"type":{}}]}""", "'resources[1].type' at byte 34 is an object")]
    [InlineData("""{"resources":{}}""", "'resources' at byte 13 is an object, an array is expected")]
    [InlineData("""{"eventTime":"yesterday"}""", "'eventTime' at byte 13 is not a time")]
    [InlineData("""{"insightDetails":{"insightContext":{"statistics":{"insightDuration":"5"}}}}""", "'insightDetails.insightContext.statistics.insightDuration'")]
    [InlineData("""{"eventName":"a","eventName":"b"}""", "'eventName' stands twice, again at byte 17")]
    [InlineData("""{"userIdentity":{"type":"a","\u0074ype":"b"}}""", "'userIdentity.type' stands twice")]
    [InlineData("""{"x":1,"x":2}""", "'x' stands twice")]
    [InlineData("""{"requestParameters":{"a":{"b":1,"b":2}}}""", "requestParameters: \"b\"' stands twice")]
    [InlineData("""{"requestParameters":{"a":1,"\u0061":2}}""", "stands twice")]
    [InlineData("[]", "'$' at byte 0 is an array, an object is expected")]
    [InlineData("5", "an object is expected")]
    [InlineData("", "Not valid JSON near byte 0")]
    [InlineData("{\"eventName\":\"a\"", "Not valid JSON")]
    [InlineData("{} {}", "near byte 3: '{' is invalid after a single JSON value")]
    [InlineData("{'a':1}", "Not valid JSON near byte 1")]
    [InlineData("""{"eventName":"a",}""", "Not valid JSON")]
    public void WhatIsNoRecordIsRefusedWithFieldAndPlace(string text, string expected)
    {
        var exception = Assert.Throws<FormatException>(() => AuditEvent.Parse(text));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.False(AuditEvent.TryParse(Encoding.UTF8.GetBytes(text), out var none));
        Assert.Null(none);
    }

    [Fact]
    public void BytesThatAreNotUtf8AreRefusedWithTheirPlace()
    {
        var exception = Assert.Throws<FormatException>(() => AuditEvent.Parse([.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]));
        Assert.Contains("UTF-8 at byte 6", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SixtyFourLevelsAreReadAndMoreAreRefused()
    {
        // The record and its member are two of them.
        Assert.True(AuditEvent.TryParse(Nested(63), out _));
        Assert.False(AuditEvent.TryParse(Nested(64), out _));
        Assert.Contains("64 deep", Assert.Throws<FormatException>(() => AuditEvent.Parse(Nested(100_000))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnObjectOfManyMembersIsReadInReasonableTimeAndItsDuplicateFound()
    {
        var members = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"m{i}\":{i}"));
        Assert.True(JsonFragment.TryParse(Encoding.UTF8.GetBytes($"{{{members}}}"), out _));
        Assert.False(JsonFragment.TryParse(Encoding.UTF8.GetBytes($"{{{members},\"m7\":1}}"), out _));
    }

    [Fact]
    public void HalfACharacterInATextBecomesAMarkAndInFreeFormStaysAsItWasSpelt()
    {
        var read = AuditEvent.Parse("""{"eventName":"a\ud800b","requestParameters":{"x":"\udc00"}}""");
        Assert.Equal("a\uFFFD[D800]b", read.EventName);
        Assert.Equal("""{"x":"\udc00"}""", read.RequestParameters!.ToString());
    }

    private static byte[] Nested(int levels) =>
        Encoding.UTF8.GetBytes($"{{\"requestParameters\":{new string('[', levels)}{new string(']', levels)}}}");
}
