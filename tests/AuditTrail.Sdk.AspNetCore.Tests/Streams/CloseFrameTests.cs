namespace AuditTrail.AspNetCore.Tests.Streams;

public sealed class CloseFrameTests
{
    [Theory]
    [InlineData("8802 03E8", 1000)]
    [InlineData("8805 03F3 627965", 1011)]
    [InlineData("8800", 1005)]
    [InlineData("8202 03E8", null)]
    [InlineData("8804 03E8", null)]
    [InlineData("88", null)]
    [InlineData("", null)]
    public void OnlyAWholeCloseFrameIsOne(string hex, int? status) =>
        Assert.Equal(status, CloseFrame.StatusOf(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));
}
