using AuditTrail.Tool.Tests.Support;

namespace AuditTrail.Tool.Tests.Verification;

/// <summary>What <c>audittrail verify</c> is asked for and cannot do: one line, and 64.</summary>
public sealed class UsageTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    private string Key => _directory.File("public-key.pem");

    public async ValueTask InitializeAsync() => await ToolRun.OfAsync("keys", "new", "--out", _directory.File("private-key.pem"), "--bits", "2048");

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ADirectoryThatIsMissingIsWrongUsage() => await RefusedAsync("no directory", "verify", _directory.File("nowhere"), "--keys", Key);

    [Fact]
    public async Task AFileIsNoArchive() => await RefusedAsync("is a file", "verify", Key, "--keys", Key);

    [Fact]
    public async Task AKeyFileThatIsMissingIsWrongUsage() => await RefusedAsync("none.pem", "verify", _directory.Path, "--keys", _directory.File("none.pem"));

    [Fact]
    public async Task APrivateKeyIsNotTakenWhereAPublicOneBelongs() =>
        await RefusedAsync("private key", "verify", _directory.Path, "--keys", _directory.File("private-key.pem"));

    [Fact]
    public async Task AVerificationWithoutKeysIsWrongUsage() => await RefusedAsync("--keys", "verify", _directory.Path);

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-13-01")]
    [InlineData("")]
    public async Task ATimeThatIsNoneIsWrongUsage(string time) => await RefusedAsync($"'{time}'", "verify", _directory.Path, "--keys", Key, "--from", time);

    [Fact]
    public async Task AnEmptyRangeIsWrongUsage() =>
        await RefusedAsync("--from must come before --to", "verify", _directory.Path, "--keys", Key, "--from", "2026-11-23", "--to", "2026-11-22T23:00:00+00:00");

    [Fact]
    public async Task ARangeThatBeginsInTheFutureIsWrongUsage() =>
        await RefusedAsync("--from lies in the future", "verify", _directory.Path, "--keys", Key, "--from", "9999-12-31");

    [Fact]
    public async Task AStateFileNeedsItsDirectory() => await RefusedAsync("--state", "verify", _directory.Path, "--keys", Key, "--state", _directory.File("none/state"));

    [Fact]
    public async Task OptionsOfS3AreRefusedForADirectory() => await RefusedAsync("--region", "verify", _directory.Path, "--keys", Key, "--region", "us-east-1");

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3://No_Bucket/x")]
    public async Task ABucketThatCannotBeIsWrongUsage(string archive) => await RefusedAsync("Bucket", "verify", archive, "--keys", Key);

    [Fact]
    public async Task AStateFileThatIsDamagedIsNotTakenForAnEmptyOne()
    {
        await File.WriteAllTextAsync(_directory.File("state"), "{}");

        var run = await ToolRun.OfAsync("verify", _directory.Path, "--keys", Key, "--state", _directory.File("state"));

        Assert.Equal((ExitCode.Incomplete, ""), (run.ExitCode, run.Out));
        Assert.Equal("{}", await File.ReadAllTextAsync(_directory.File("state")));
    }

    private static async Task RefusedAsync(string expected, params string[] arguments)
    {
        var run = await ToolRun.OfAsync(arguments);

        Assert.True((ExitCode.Usage, "") == (run.ExitCode, run.Out), $"{run}");
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !line.StartsWith("Try 'audittrail", StringComparison.Ordinal));
    }
}
