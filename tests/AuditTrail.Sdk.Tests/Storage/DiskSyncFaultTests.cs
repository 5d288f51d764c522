using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Storage;

/// <summary>.NET 10 reports no failure of fsync on Linux; ours must, for ever.</summary>
public sealed class DiskSyncFaultTests
{
    [Fact]
    public async Task WithoutAFaultTheFileIsSynced()
    {
        using var directory = new TemporaryDirectory();
        using var child = ChildProcess.StartWithFault("fdatasync", "error=EIO:when=1000", "sync", directory.Path);
        Assert.Equal("synced", (await child.ReadToEndAsync()).Trim());
    }

    [Theory]
    [InlineData("EIO", "failed 5: ")]
    [InlineData("ENOSPC", "failed 28: ")]
    [InlineData("EDQUOT", "failed 122: ")]
    [InlineData("EROFS", "failed 30: ")]
    public async Task AnErrorOfFdatasyncIsThrown(string error, string expected)
    {
        using var directory = new TemporaryDirectory();
        using var child = ChildProcess.StartWithFault("fdatasync", $"error={error}:when=1", "sync", directory.Path);
        Assert.StartsWith(expected, await child.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnInterruptedFdatasyncIsRepeated()
    {
        using var directory = new TemporaryDirectory();
        using var child = ChildProcess.StartWithFault("fdatasync", "error=EINTR:when=1", "sync", directory.Path);
        Assert.Equal("synced", (await child.ReadToEndAsync()).Trim());
        Assert.Equal(1, child.FaultsInjected);
    }

    // strace counts each thread's calls apart: opening runs on one, writing on another.
    [Theory]
    [InlineData("fdatasync", "6+7")]
    [InlineData("fsync", "2+2")]
    [InlineData("pwrite64", "16+9")]
    [InlineData("rename", "3+2")]
    [InlineData("ftruncate", "4+3")]
    public async Task AJournalWhoseSystemCallsFailRecordsEveryEntryAllTheSame(string systemCall, string when)
    {
        using var directory = new TemporaryDirectory();
        using (var child = ChildProcess.StartWithFault(systemCall, "error=EIO:when=" + when, "append", directory.Path, "200"))
        {
            var output = (await child.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal([.. Enumerable.Range(1, 200).Select(static n => $"recorded {n}"), "closed"], output);
            Assert.True(child.FaultsInjected >= 2, $"{child.FaultsInjected} calls failed");
        }

        using var next = ChildProcess.Start("append", directory.Path, "1");
        Assert.Equal("recorded 201", await next.ReadLineAsync());
    }
}
