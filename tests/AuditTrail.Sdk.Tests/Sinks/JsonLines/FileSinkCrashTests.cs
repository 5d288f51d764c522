using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Sinks.JsonLines;

public sealed class FileSinkCrashTests
{
    [Fact]
    public async Task WhateverCrashesBetweenWriteSyncAndCursorEachLineIsThereOnceInOrderAndWhole()
    {
        var seeds = TestScale.Of(fast: 150UL, normal: 1_000UL, slow: 100_000UL);
        var crashes = 0UL;
        for (var seed = 1UL; seed <= seeds; seed++)
        {
            var simulation = new FileSinkSimulation(seed);
            try
            {
                await simulation.RunAsync();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
            }

            crashes += (ulong)simulation.Crashes;
        }

        Assert.True(crashes > seeds, $"Only {crashes} crashes: the simulation tests nothing.");
    }
}
