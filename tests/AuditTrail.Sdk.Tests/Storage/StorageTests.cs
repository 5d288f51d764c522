using AuditTrail.Storage;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Storage;

public sealed class StorageTests
{
    public static TheoryData<string> Kinds => StorageUnderTest.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WhatIsWrittenIsReadAndTheRestOfTheLengthIsZeros(string kind)
    {
        using var on = new StorageUnderTest(kind);
        using var file = on.Storage.Create("file");
        file.Write("abc"u8, 100_000);
        file.SetLength(200_000);
        file.Sync();

        using var reader = on.Storage.Open("file");
        var bytes = new byte[300_000];
        Assert.Equal(200_000, reader.Read(bytes, 0));
        Assert.Equal(200_000, reader.Length);
        Assert.Equal("abc"u8.ToArray(), bytes[100_000..100_003]);
        Assert.Equal(-1, bytes.AsSpan(100_003).IndexOfAnyExcept((byte)0));
        Assert.Equal(0, reader.Read(bytes, 200_000));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WhatWasCutOffIsZeroWhenTheFileGrowsAgain(string kind)
    {
        using var on = new StorageUnderTest(kind);
        using var file = on.Storage.Create("file");
        file.Write(Enumerable.Repeat((byte)7, 1000).ToArray(), 0);
        file.SetLength(10);
        file.SetLength(1000);

        var bytes = new byte[1000];
        file.Read(bytes, 0);
        Assert.Equal([.. Enumerable.Repeat((byte)7, 10), .. new byte[990]], bytes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NamesAreListedRenamedAndDeleted(string kind)
    {
        using var on = new StorageUnderTest(kind);
        on.Storage.Create("b").Dispose();
        on.Storage.Create("a").Dispose();
        on.Storage.Create("sub/c").Dispose();
        on.Storage.SyncDirectory("sub");

        Assert.Equal(["a", "b"], on.Storage.List());
        Assert.Equal(["c"], on.Storage.List("sub"));
        Assert.Empty(on.Storage.List("none"));
        Assert.Throws<IOException>(() => on.Storage.Create("a"));
        on.Storage.Rename("a", "b");
        on.Storage.Delete("none/x");
        on.Storage.Delete("sub/c");
        Assert.Equal(["b"], on.Storage.List());
        Assert.False(on.Storage.Exists("sub/c"));
        Assert.Throws<FileNotFoundException>(() => on.Storage.Open("a"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NothingEscapesTheDirectory(string kind)
    {
        using var on = new StorageUnderTest(kind);
        foreach (var name in (string[])["", "..", "../x", "a/../b", "/etc/passwd", "a/b/c", "a\\b", "a:b", "a\0b", "sub/"])
        {
            Assert.Throws<ArgumentException>(() => on.Storage.Create(name));
            Assert.Throws<ArgumentException>(() => on.Storage.Open(name));
            Assert.Throws<ArgumentException>(() => on.Storage.Delete(name));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ALockIsHeldByOneAndNamesItsHolder(string kind)
    {
        using var on = new StorageUnderTest(kind);
        var held = on.Storage.TryLock("LOCK", "me");
        Assert.NotNull(held);
        Assert.Null(on.Storage.TryLock("LOCK", "you"));
        Assert.Equal("me", on.Storage.ReadLockHolder("LOCK"));

        held.Dispose();
        using var next = on.Storage.TryLock("LOCK", "you");
        Assert.NotNull(next);
        Assert.Equal("you", on.Storage.ReadLockHolder("LOCK"));
    }

    [Fact]
    public void FilesAndDirectoriesAreForTheirOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        using var on = new StorageUnderTest("disk");
        on.Storage.Create("sub/file").Dispose();
        on.Storage.Create("file").Dispose();
        using var held = on.Storage.TryLock("LOCK", "me");

        const UnixFileMode fileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(fileMode, File.GetUnixFileMode(Path.Combine(on.Storage.Location, "file")));
        Assert.Equal(fileMode, File.GetUnixFileMode(Path.Combine(on.Storage.Location, "sub/file")));
        Assert.Equal(fileMode, File.GetUnixFileMode(Path.Combine(on.Storage.Location, "LOCK")));
        Assert.Equal(fileMode | UnixFileMode.UserExecute, File.GetUnixFileMode(on.Storage.Location));
        Assert.Equal(fileMode | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(on.Storage.Location, "sub")));
    }

    [Fact]
    public void SymbolicLinksAreNotFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using var outside = new TemporaryDirectory();
        using var on = new StorageUnderTest("disk");
        var target = Path.Combine(outside.Path, "target");
        File.WriteAllText(target, "precious");
        foreach (var name in (string[])["file", "LOCK"])
        {
            File.CreateSymbolicLink(Path.Combine(on.Storage.Location, name), target);
        }

        Directory.CreateSymbolicLink(Path.Combine(on.Storage.Location, "sub"), outside.Path);

        Assert.Contains("symbolic link", Assert.Throws<IOException>(() => on.Storage.Open("file", writable: true)).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => on.Storage.Create("file"));
        Assert.Throws<IOException>(() => on.Storage.TryLock("LOCK", "me"));
        Assert.Throws<IOException>(() => on.Storage.Create("sub/new"));
        Assert.Equal("precious", File.ReadAllText(target));
        Assert.Single(Directory.GetFiles(outside.Path));
    }

    [Theory]
    [InlineData("nfs", DiskVolumeKind.Network)]
    [InlineData("cifs", DiskVolumeKind.Network)]
    [InlineData("smb2", DiskVolumeKind.Network)]
    [InlineData("tmpfs", DiskVolumeKind.Volatile)]
    [InlineData("overlayfs", DiskVolumeKind.Overlay)]
    [InlineData("fuse", DiskVolumeKind.User)]
    [InlineData("fuseblk", DiskVolumeKind.Local)]
    [InlineData("ext4", DiskVolumeKind.Local)]
    [InlineData("NTFS", DiskVolumeKind.Local)]
    public void TheFileSystemsNameSaysWhatCanBePromised(string format, object kind)
    {
        var volume = DiskVolume.Named(format);
        Assert.Equal(kind, volume.Kind);
        Assert.Equal(volume.Kind == DiskVolumeKind.Local, volume.Warning is null);
    }

    [Fact]
    public void ANetworkFileSystemIsRefusedUnlessItIsAllowed()
    {
        using var directory = new TemporaryDirectory();
        var nfs = DiskVolume.Named("nfs");
        var exception = Assert.Throws<IOException>(() => DiskStorage.On(nfs, directory.Path, allowNetworkFileSystem: false));
        Assert.Contains("network file system (nfs)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Choose a local directory", exception.Message, StringComparison.Ordinal);
        Assert.Contains("network file system (nfs)", DiskStorage.On(nfs, directory.Path, allowNetworkFileSystem: true).Volume.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void ADirectoryThatCannotBeMadeIsSaidClearly()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "file");
        File.WriteAllText(file, "");
        var exception = Assert.Throws<IOException>(() => DiskStorage.At(Path.Combine(file, "journal")));
        Assert.Contains("cannot be made", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("Choose another one.", exception.Message, StringComparison.Ordinal);
    }
}
