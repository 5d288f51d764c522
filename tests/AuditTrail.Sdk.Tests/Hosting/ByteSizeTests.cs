using AuditTrail.Hosting;

namespace AuditTrail.Tests.Hosting;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("512B", 512)]
    [InlineData("64KiB", 65_536)]
    [InlineData("64 mib", 67_108_864)]
    [InlineData("10GiB", 10_737_418_240)]
    public void SizesAreReadWithAndWithoutAUnit(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1")]
    [InlineData("1.5GiB")]
    [InlineData("10MB")]
    [InlineData("9999999999GiB")]
    public void OtherTextIsNoSize(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1_000, "1000")]
    [InlineData(1 << 20, "1MiB")]
    [InlineData(1 << 30, "1GiB")]
    public void SizesAreWrittenInTheLargestWholeUnit(long bytes, string text) => Assert.Equal(text, ByteSize.Format(bytes));
}
