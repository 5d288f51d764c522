using System.Security.Cryptography;
using AuditTrail.Archive;
using AuditTrail.Tool.Tests.Support;

namespace AuditTrail.Tool.Tests.Keys;

public sealed class NewKeyTests
{
    [Fact]
    public async Task ANewKeySignsForTheFingerprintThatWasPrinted()
    {
        using var directory = new TemporaryDirectory();
        var secret = directory.File("private.pem");

        var run = await ToolRun.OfAsync("keys", "new", "--out", secret, "--bits", "2048");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var signer = RsaDigestSigner.FromPemFile(secret);
        Assert.Contains(signer.Fingerprint, run.Out, StringComparison.Ordinal);
        using var key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(directory.File("public-key.pem")));
        Assert.Throws<CryptographicException>(() => key.ExportRSAPrivateKey());
        Assert.True(key.VerifyData(new byte[] { 1 }, await signer.SignAsync(new byte[] { 1 }, default), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.DoesNotContain("PRIVATE KEY", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePrivateKeyIsItsOwnersAlone()
    {
        using var directory = new TemporaryDirectory();

        await ToolRun.OfAsync("keys", "new", "--out", directory.File("a.pem"), "--public", directory.File("b.pem"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(directory.File("a.pem")));
        Assert.StartsWith("-----BEGIN RSA PRIVATE KEY-----", await File.ReadAllTextAsync(directory.File("a.pem")), StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----", await File.ReadAllTextAsync(directory.File("b.pem")), StringComparison.Ordinal);
        using var signer = RsaDigestSigner.FromPemFile(directory.File("a.pem"));
        using var key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(directory.File("b.pem")));
        Assert.Equal(3_072, key.KeySize);
    }

    [Theory]
    [InlineData("a.pem")]
    [InlineData("b.pem")]
    public async Task AFileThatExistsIsNeverOverwrittenAndNoHalfOfAPairIsLeft(string taken)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File(taken), "mine");

        var run = await ToolRun.OfAsync("keys", "new", "--out", directory.File("a.pem"), "--public", directory.File("b.pem"), "--bits", "2048");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(directory.File(taken), run.Error, StringComparison.Ordinal);
        Assert.Equal(directory.File(taken), Assert.Single(Directory.GetFiles(directory.Path)));
        Assert.Equal("mine", await File.ReadAllTextAsync(directory.File(taken)));
    }

    [Fact]
    public async Task APairInOneFileIsRefusedAndNothingIsLeft()
    {
        using var directory = new TemporaryDirectory();

        var run = await ToolRun.OfAsync("keys", "new", "--out", directory.File("a.pem"), "--public", directory.File("a.pem"), "--bits", "2048");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Theory]
    [InlineData("1024")]
    [InlineData("3000")]
    [InlineData("many")]
    public async Task AKeyLengthThatIsNoneIsWrongUsage(string bits)
    {
        using var directory = new TemporaryDirectory();

        var run = await ToolRun.OfAsync("keys", "new", "--out", directory.File("a.pem"), "--bits", bits);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains($"'{bits}'", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public async Task AFolderThatIsMissingIsSaidInOneLine()
    {
        using var directory = new TemporaryDirectory();

        var run = await ToolRun.OfAsync("keys", "new", "--out", directory.File("none/a.pem"), "--bits", "2048");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
