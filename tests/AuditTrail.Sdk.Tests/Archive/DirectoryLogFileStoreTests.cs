using System.Diagnostics;
using System.Text;
using AuditTrail.Archive;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive;

public sealed class DirectoryLogFileStoreTests : IDisposable
{
    private const string Key = "p/AWSLogs/111122223333/CloudTrail/local/2026/11/22/a.json.gz";

    private readonly TemporaryDirectory _directory = new();

    private string Root => Path.Combine(_directory.Path, "bucket");

    private DirectoryLogFileStore Store => new(Root);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task AnObjectIsReadAsItWasPutWithItsMetadataAndFromACopyOfTheDirectoryToo()
    {
        Assert.Equal(PutOutcome.Created, await PutAsync(Key, "content", ("signature", "00ff"), ("signature-algorithm", "SHA256withRSA")));
        var copy = Path.Combine(_directory.Path, "any other name");
        Directory.Move(Root, copy);

        await using var found = await new DirectoryLogFileStore(copy).OpenAsync(Key, CancellationToken.None);

        Assert.NotNull(found);
        Assert.Equal("content", await ReadAsync(found));
        Assert.Equal("00ff", found.Metadata["signature"]);
        Assert.Equal("""{"signature":"00ff","signature-algorithm":"SHA256withRSA"}""", await File.ReadAllTextAsync(Path.Combine(copy, Key + ".metadata.json")));
    }

    [Fact]
    public async Task AnObjectWithoutMetadataHasNoFileOfItAndNothingTemporaryStays()
    {
        await PutAsync(Key, "content");

        Assert.Equal([Path.Combine(Root, Key)], Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task ATakenKeyIsNeverOverwrittenNorIsItsMetadata()
    {
        await PutAsync(Key, "first", ("signature", "1"));

        Assert.Equal(PutOutcome.Exists, await PutAsync(Key, "second", ("signature", "2")));

        await using var found = await Store.OpenAsync(Key, CancellationToken.None);
        Assert.Equal("first", await ReadAsync(found!));
        Assert.Equal("1", found!.Metadata["signature"]);
    }

    [Fact]
    public async Task OfManyThatPutTheSameKeyOneCreatesIt()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(async () => await PutAsync(Key, $"content {number}"))));

        Assert.Single(outcomes, PutOutcome.Created);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Root, ".incoming")));
    }

    [Fact]
    public async Task WhatACrashLeftOfAnAttemptIsNotListedAndGoesWhenTheKeyIsPutAgain()
    {
        await PutAsync("other", "content");
        var incoming = new DirectoryIncoming(Root, new DirectoryFolders(Root));
        var left = incoming.NewName(Key);
        await File.WriteAllTextAsync(left, "half");

        Assert.Equal(["other"], await ListAsync());
        Assert.Equal(PutOutcome.Created, await PutAsync(Key, "content"));
        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task MetadataThatACrashLeftIsTakenIfItIsTheSameAndNamedIfItIsNot()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, Key))!);
        await File.WriteAllTextAsync(Path.Combine(Root, Key + ".metadata.json"), """{"signature":"1"}""");

        var refused = await Assert.ThrowsAsync<LogFileStoreException>(async () => await PutAsync(Key, "content", ("signature", "2")));
        Assert.Contains(Key + ".metadata.json", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Root, ".incoming")));

        Assert.Equal(PutOutcome.Created, await PutAsync(Key, "content", ("signature", "1")));
    }

    [Fact]
    public async Task MetadataWithoutItsObjectIsListedSoThatSomebodyFindsIt()
    {
        await PutAsync(Key, "content", ("signature", "1"));
        Assert.Equal([Key], await ListAsync());

        File.Delete(Path.Combine(Root, Key));

        Assert.Equal([Key + ".metadata.json"], await ListAsync());
        Assert.Null(await Store.OpenAsync(Key + ".metadata.json", CancellationToken.None));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"signature":{"nested":1}}""")]
    [InlineData("""{"signature":"1","signature":"2"}""")]
    public async Task AFileThatIsNoMetadataCountsAsNone(string text)
    {
        await PutAsync(Key, "content", ("signature", "1"));
        await File.WriteAllTextAsync(Path.Combine(Root, Key + ".metadata.json"), text);

        await using var found = await Store.OpenAsync(Key, CancellationToken.None);

        Assert.Empty(found!.Metadata);
    }

    [Fact]
    public async Task KeysAreListedInTheOrderOfTheirUtf8Bytes()
    {
        // U+FF5E comes before the cat in UTF-8 and after it in UTF-16.
        string[] keys = ["a/b", "a-b", "a.b", "a/b.c/d", "a/b-c", "b", "\U0001F408", "\uFF5E", "é", "a0/x", "Z"];
        foreach (var key in keys)
        {
            await PutAsync(key, key, ("name", "value"));
        }

        var expected = keys.OrderBy(key => Convert.ToHexString(Encoding.UTF8.GetBytes(key)), StringComparer.Ordinal).ToList();
        Assert.Equal(expected, await ListAsync());
        foreach (var after in keys.Append("a/").Append("a/b.").Append("a1"))
        {
            Assert.Equal(expected.Where(key => string.CompareOrdinal(Hex(key), Hex(after)) > 0), await ListAsync(after: after));
        }

        foreach (var prefix in new[] { "a", "a/", "a/b", "a/b.c/d", "x", "a0" })
        {
            Assert.Equal(expected.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)), await ListAsync(prefix));
        }

        static string Hex(string key) => Convert.ToHexString(Encoding.UTF8.GetBytes(key));
    }

    [Fact]
    public async Task AListingOfNothingIsEmptyAndMakesNothing()
    {
        Assert.Empty(await ListAsync());
        Assert.Null(await Store.OpenAsync(Key, CancellationToken.None));
        Assert.False(Directory.Exists(Root));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("/outside")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("")]
    [InlineData("a/")]
    [InlineData(".incoming/x")]
    [InlineData("a.metadata.json")]
    public async Task NoKeyLeavesTheRootOrNamesTheStoresOwnFiles(string key)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "outside"), "secret");

        await Assert.ThrowsAsync<LogFileStoreException>(async () => await PutAsync(key, "content"));
        Assert.Null(await Store.OpenAsync(key, CancellationToken.None));
        Assert.Equal("secret", await File.ReadAllTextAsync(Path.Combine(_directory.Path, "outside")));
    }

    [Fact]
    public async Task APartThatIsTooLongForAFileNamesNoObject()
    {
        Assert.Null(await Store.OpenAsync(new string('a', 300), CancellationToken.None));
        await Assert.ThrowsAsync<LogFileStoreException>(async () => await PutAsync(new string('a', 300), "content"));
    }

    [Fact]
    public async Task PipesLinksAndFoldersAreNoObjectsAndNothingHangs()
    {
        await PutAsync("there", "content");
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "outside"), "secret");
        Process.Start("mkfifo", Path.Combine(Root, "pipe")).WaitForExit();
        File.CreateSymbolicLink(Path.Combine(Root, "link"), Path.Combine(_directory.Path, "outside"));
        Directory.CreateSymbolicLink(Path.Combine(Root, "linked"), _directory.Path);
        File.CreateSymbolicLink(Path.Combine(Root, "zero"), "/dev/zero");
        Directory.CreateDirectory(Path.Combine(Root, "folder"));

        foreach (var key in new[] { "pipe", "link", "linked", "zero", "folder", "linked/outside", "there/below" })
        {
            Assert.Null(await Store.OpenAsync(key, CancellationToken.None));
        }

        // Listed, so that a verifier names them; but nothing behind a link.
        Assert.Equal(["link", "linked", "pipe", "there", "zero"], await ListAsync());
        await Assert.ThrowsAsync<LogFileStoreException>(async () => await PutAsync("linked/new", "content"));
        Assert.Equal(PutOutcome.Exists, await PutAsync("pipe", "content"));
    }

    [Fact]
    public async Task NobodyElseMayReadOrEnter()
    {
        await PutAsync(Key, "content", ("signature", "1"));

        const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.All(Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories), file => Assert.Equal(File600, File.GetUnixFileMode(file)));
        Assert.All(Directory.EnumerateDirectories(Root, "*", SearchOption.AllDirectories).Append(Root), folder => Assert.Equal(File600 | UnixFileMode.UserExecute, File.GetUnixFileMode(folder)));
    }

    [Fact]
    public async Task AnAttemptThatFailsLeavesNothing()
    {
        var upload = Some.Upload(Key, "content") with { Length = 100 };

        await Assert.ThrowsAsync<IOException>(async () => await Store.PutIfAbsentAsync(upload, CancellationToken.None));

        Assert.Empty(await ListAsync());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Root, ".incoming")));
    }

    private async Task<PutOutcome> PutAsync(string key, string content, params (string Name, string Value)[] metadata) =>
        await Store.PutIfAbsentAsync(Some.Upload(key, content, metadata), CancellationToken.None);

    private async Task<List<string>> ListAsync(string prefix = "", string? after = null)
    {
        var keys = new List<string>();
        await foreach (var found in Store.ListAsync(prefix, after, CancellationToken.None))
        {
            keys.Add(found.Key);
        }

        return keys;
    }

    private static async Task<string> ReadAsync(LogFileContent content)
    {
        using var reader = new StreamReader(content.Content, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }
}
