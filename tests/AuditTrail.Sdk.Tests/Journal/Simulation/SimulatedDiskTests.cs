using System.Text;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>The simulator is only worth what it does to a program that trusts it: these are its own promises.</summary>
public sealed class SimulatedDiskTests
{
    private static readonly byte[] Content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0123456789abcdef", 200)));

    [Fact]
    public void WhatWasSyncedSurvivesEveryPowerLoss()
    {
        for (var seed = 0UL; seed < 500; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var storage = disk.Mount();
            var file = storage.Create("a");
            file.Write(Content, 0);
            file.Sync();
            storage.SyncDirectory();
            file.Write([1, 2, 3], Content.Length);
            disk.LosePower();

            Assert.Equal(Content, disk.Files()["a"].AsSpan(0, Content.Length).ToArray());
        }
    }

    [Fact]
    public void WhatWasNotSyncedIsFoundInEveryCondition()
    {
        var conditions = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 0UL; seed < 500; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var storage = disk.Mount();
            var file = storage.Create("a");
            storage.SyncDirectory();
            file.Write(Content, 0);
            disk.LosePower();
            var found = disk.Files()["a"];

            conditions.Add(
                found.Length == 0 ? "empty"
                : found.Length < Content.Length ? "short"
                : found.SequenceEqual(Content) ? "whole"
                : Array.TrueForAll(found, b => b == 0) ? "zero"
                : found.AsSpan(0, 512).SequenceEqual(Content.AsSpan(0, 512)) ? "damaged behind"
                : found.AsSpan(found.Length - 512).SequenceEqual(Content.AsSpan(Content.Length - 512)) ? "damaged in front"
                : "damaged");
        }

        Assert.Equal(["damaged", "damaged behind", "damaged in front", "empty", "short", "whole", "zero"], conditions.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void ANameThatWasNotSyncedMayVanishWithItsSyncedBytes()
    {
        var outcomes = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 0UL; seed < 200; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var storage = disk.Mount();
            storage.Create("old").Sync();
            storage.SyncDirectory();
            storage.Rename("old", "new");
            storage.Create("other").Sync();
            storage.Delete("other");
            storage.Create("third").Sync();
            disk.LosePower();
            outcomes.Add(string.Join(' ', disk.Files().Keys));
        }

        Assert.Equal(["new", "new other", "new other third", "new third", "old", "old other", "old other third", "old third"], outcomes.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void AKillLosesNothingThatTheKernelWasGiven()
    {
        var disk = new SimulatedDisk(1);
        disk.Mount().Create("a").Write(Content, 0);
        disk.Kill();

        Assert.Equal(Content, disk.Files()["a"]);
    }

    [Fact]
    public void AfterAFailedSyncTheNextOneSucceedsAndTheBytesAreGone()
    {
        var lost = 0;
        for (var seed = 0UL; seed < 100; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var failures = 0;
            var storage = disk.Mount(call => call.Operation == StorageOperation.Sync && failures++ == 0 ? StorageFault.InputOutput : StorageFault.None);
            var file = storage.Create("a");
            storage.SyncDirectory();
            file.Write(Content, 0);
            Assert.Equal(5, Assert.Throws<IOException>(file.Sync).HResult);
            file.Sync();
            disk.LosePower();
            lost += disk.Files()["a"].AsSpan().SequenceEqual(Content) ? 0 : 1;
        }

        Assert.InRange(lost, 20, 99);
    }

    [Fact]
    public void AFullDiskRefusesWritesAfterAPartOfThem()
    {
        var disk = new SimulatedDisk(3) { Capacity = 5000 };
        var file = disk.Mount().Create("a");
        file.Write(Content, 0);

        Assert.Equal(28, Assert.Throws<IOException>(() => file.Write(Content, Content.Length)).HResult);
        Assert.InRange(disk.Files()["a"].Length, Content.Length, 2 * Content.Length);
    }

    [Fact]
    public void AfterTheCrashTheOldProgramReachesNothing()
    {
        var disk = new SimulatedDisk(4);
        var storage = disk.Mount(call => call.Number == 2 ? StorageFault.Crash : StorageFault.None);
        var file = storage.Create("a");

        Assert.Throws<SimulatedCrashException>(() => file.Write(Content, 0));
        var left = disk.Files()["a"];
        Assert.Throws<SimulatedCrashException>(() => file.Write([1], 0));
        disk.Mount();
        Assert.Throws<SimulatedCrashException>(() => file.Write([1], 0));
        Assert.Equal(left, disk.Files()["a"]);
    }

    [Fact]
    public void TheSameSeedFindsTheSameDisk()
    {
        for (var seed = 0UL; seed < 100; seed++)
        {
            Assert.Equal(Run(seed), Run(seed));
        }

        static string Run(ulong seed)
        {
            var disk = new SimulatedDisk(seed);
            var storage = disk.Mount();
            for (var i = 0; i < 5; i++)
            {
                storage.Create($"f{i}").Write(Content, 0);
            }

            storage.Rename("f1", "f2");
            storage.Delete("f3");
            disk.LosePower();
            return string.Join(' ', disk.Files().Select(f => f.Key + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(f.Value))));
        }
    }
}
