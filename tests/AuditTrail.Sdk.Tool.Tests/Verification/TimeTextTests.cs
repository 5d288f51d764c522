using AuditTrail.Tool.Verification;

namespace AuditTrail.Tool.Tests.Verification;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2026-11-22", "2026-11-22T00:00:00Z")]
    [InlineData("2026-11-22T10:30", "2026-11-22T10:30:00Z")]
    [InlineData("2026-11-22T10:30:05", "2026-11-22T10:30:05Z")]
    [InlineData("2026-11-22T10:30:05Z", "2026-11-22T10:30:05Z")]
    [InlineData("2026-11-22T10:30:05.25Z", "2026-11-22T10:30:05.25Z")]
    [InlineData("2026-11-22T10:30+02:00", "2026-11-22T08:30:00Z")]
    public void ATimeIsUtcUnlessItSaysOtherwise(string text, string expected)
    {
        Assert.True(TimeText.TryParse(text, out var time));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time);
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    [Theory]
    [InlineData("22.11.2026")]
    [InlineData("2026-11")]
    [InlineData("2026-11-22 10:30")]
    [InlineData("10:30")]
    public void WhatCouldBeReadInTwoWaysIsNoTime(string text) => Assert.False(TimeText.TryParse(text, out _));
}
