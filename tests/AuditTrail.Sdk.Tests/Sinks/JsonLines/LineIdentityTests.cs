using System.Text;
using AuditTrail.Sinks.JsonLines;

namespace AuditTrail.Tests.Sinks.JsonLines;

public sealed class LineIdentityTests
{
    private static readonly string Line = TrailTape.Of(1).Add(17, padding: 40).Lines[1];

    [Fact]
    public void ALineSaysWhichEventItIs()
    {
        Assert.True(LineIdentity.TryRead(Encoding.UTF8.GetBytes(Line), out var identity));
        Assert.Equal(new LineIdentity(TrailTape.SomeStream, 17, 2), identity);
    }

    [Fact]
    public void EveryPartOfALineIsTorn()
    {
        var bytes = Encoding.UTF8.GetBytes(Line);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(LineIdentity.TryRead(bytes.AsSpan(0, length), out _), $"The first {length} bytes were taken for a whole line.");
            Assert.False(LineIdentity.TryRead(bytes.AsSpan(bytes.Length - length), out _), $"The last {length} bytes were taken for a whole line.");
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"additionalEventData":null}""")]
    [InlineData("""{"additionalEventData":{"auditTrail":7}}""")]
    [InlineData("""{"additionalEventData":{"auditTrail":{"stream":5,"sequence":1,"trailSequence":1}}}""")]
    [InlineData("""{"additionalEventData":{"auditTrail":{"stream":"0197aaaa-0000-7000-8000-000000000001","sequence":1}}}""")]
    [InlineData("""{"requestParameters":{"auditTrail":{"stream":"0197aaaa-0000-7000-8000-000000000001","sequence":1,"trailSequence":1}}}""")]
    public void AWholeLineThatNoTrailWroteHasNoIdentity(string line)
    {
        Assert.True(LineIdentity.TryRead(Encoding.UTF8.GetBytes(line), out var identity));
        Assert.Null(identity);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("{\0}")]
    [InlineData("\0\0\0\0")]
    public void WhatIsNotOneObjectIsTorn(string line) => Assert.False(LineIdentity.TryRead(Encoding.UTF8.GetBytes(line), out _));
}
