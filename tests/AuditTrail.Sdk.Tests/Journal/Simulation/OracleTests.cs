namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>The second reader's own foundations.</summary>
public sealed class OracleTests
{
    [Fact]
    public void TheChecksumIsTheOneThatTheFormatNames() => Assert.Equal(0xE3069283, OracleChecksum.Of("123456789"u8));

    [Fact]
    public void TheChecksumCanBeComputedBackwards()
    {
        var state = OracleChecksum.Add(OracleChecksum.Start, "salt"u8);

        Assert.Equal(state, OracleChecksum.Remove(OracleChecksum.Add(state, "a frame's first bytes"u8), "a frame's first bytes"u8));
    }

    [Fact]
    public void AnEmptyDirectoryHoldsNothingAndMissesNothing()
    {
        var reading = OracleReading.Of(new Dictionary<string, byte[]>(StringComparer.Ordinal));

        Assert.Empty(reading.Entries);
        Assert.Empty(reading.Lost);
    }
}
