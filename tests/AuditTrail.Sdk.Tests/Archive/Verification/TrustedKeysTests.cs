using System.Globalization;
using System.IO.Pipes;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AuditTrail.Archive;
using AuditTrail.Archive.Verification;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive.Verification;

/// <summary>Keys come in many forms; what is no RSA public key of enough bits is refused in words.</summary>
public sealed class TrustedKeysTests : IDisposable
{
    private readonly RSA _key = RSA.Create();

    public TrustedKeysTests() => _key.ImportFromPem(TestKeys.First);

    [Fact]
    public void EveryFormOfOneKeyHasItsFingerprint()
    {
        var request = new CertificateRequest("CN=trail", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(ArchiveFixture.Begin, ArchiveFixture.Begin.AddDays(1));
        byte[][] forms =
        [
            Encoding.ASCII.GetBytes(_key.ExportRSAPublicKeyPem()),
            Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes("Some words before.\r\n" + certificate.ExportCertificatePem().ReplaceLineEndings("\r\n")),
            _key.ExportRSAPublicKey(),
            _key.ExportSubjectPublicKeyInfo(),
            certificate.Export(X509ContentType.Cert),
            Encoding.UTF8.GetBytes(ListOf(_key.ExportRSAPublicKey(), PublicKeyFingerprint.Of(_key))),
            Encoding.UTF8.GetBytes("\uFEFF\n" + ListOf(_key.ExportRSAPublicKey(), null)),
        ];

        foreach (var form in forms)
        {
            Assert.Equal(PublicKeyFingerprint.Of(_key), Assert.Single(TrustedKeys.Parse(form, "form").Keys).Fingerprint);
            Assert.Equal(KeyCheck.Right, Check(TrustedKeys.Parse(form, "form"), PublicKeyFingerprint.Of(_key)));
        }
    }

    [Fact]
    public void AKeyOfAwsIsKnownByTheNameThatIsGivenAndByTheComputedOnes()
    {
        var published = _key.ExportSubjectPublicKeyInfo();

        var keys = TrustedKeys.Parse(Encoding.UTF8.GetBytes(ListOf(published, "7f3f401420072e50a65a141430817ab3")), "aws.json");

        Assert.Equal(KeyCheck.Right, Check(keys, "7f3f401420072e50a65a141430817ab3"));
        Assert.Equal(KeyCheck.Right, Check(keys, PublicKeyFingerprint.OfDer(published)));
        Assert.Equal(KeyCheck.Right, Check(keys, PublicKeyFingerprint.Of(_key)));
        Assert.Equal(KeyCheck.Unknown, Check(keys, "7f3f401420072e50a65a141430817ab4"));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1453076702), Assert.Single(keys.Keys).ValidFrom);
    }

    [Fact]
    public void OneFileMayHoldSeveralKeysAndSeveralFilesAreOneSet()
    {
        using var directory = new TemporaryDirectory();
        var both = Path.Combine(directory.Path, "both.pem");
        var third = Path.Combine(directory.Path, "third.pem");
        File.WriteAllText(both, TestKeys.PublicPemOf(TestKeys.First) + "\n" + TestKeys.PublicPemOf(TestKeys.Second));
        File.WriteAllText(third, TestKeys.PublicPemOf(TestKeys.Stranger));

        var keys = TrustedKeys.FromFiles(both, third);

        Assert.Equal(3, keys.Keys.Select(key => key.Fingerprint).Distinct().Count());
        Assert.Equal([both, both, third], keys.Keys.Select(key => key.Origin));
        Assert.All(keys.Keys, key => Assert.Equal(2_048, key.Bits));
    }

    [Fact]
    public async Task AKeyFileMayBeAPipeAsAShellMakesIt()
    {
        await using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        var path = $"/proc/self/fd/{writer.GetClientHandleAsString()}";
        var reading = Task.Run(() => TrustedKeys.FromFiles(path));
        await writer.WriteAsync(Encoding.ASCII.GetBytes(TestKeys.PublicPemOf(TestKeys.First)));
        await writer.DisposeAsync();

        Assert.Equal(PublicKeyFingerprint.Of(_key), Assert.Single((await reading).Keys).Fingerprint);
    }

    [Fact]
    public void AFolderOrAFileWithoutEndIsRefused()
    {
        Assert.Contains("is a directory", Assert.Throws<FormatException>(() => TrustedKeys.FromFiles("/dev")).Message, StringComparison.Ordinal);
        Assert.Contains("is larger", Assert.Throws<FormatException>(() => TrustedKeys.FromFiles("/dev/zero")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASignatureOfAnotherKeyOrAnyLengthIsWrong()
    {
        var keys = TestKeys.TrustedOf(TestKeys.First);

        Assert.Equal(KeyCheck.Wrong, keys.Check(PublicKeyFingerprint.Of(_key), "text"u8, []));
        Assert.Equal(KeyCheck.Wrong, keys.Check(PublicKeyFingerprint.Of(_key), "text"u8, new byte[256]));
        Assert.Equal(KeyCheck.Wrong, keys.Check(PublicKeyFingerprint.Of(_key), "text"u8, new byte[10_000]));
        Assert.Equal(KeyCheck.Wrong, keys.Check(PublicKeyFingerprint.Of(_key), "other"u8, Sign("text"u8)));
    }

    [Fact]
    public void WhatIsNoKeyIsRefusedWithItsFileAndWhatItHolds()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var small = RSA.Create(1_024);
        (string Content, string Says)[] refused =
        [
            ("", "is empty"),
            (" \n", "is empty"),
            ("hello", "neither PEM nor JSON"),
            (TestKeys.First, "a private key"),
            (_key.ExportPkcs8PrivateKeyPem(), "a private key"),
            (curve.ExportSubjectPublicKeyInfoPem(), "no RSA key"),
            (small.ExportRSAPublicKeyPem(), "1024 bits"),
            ("-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----", "no RSA key"),
            ("-----BEGIN RSA PUBLIC KEY-----\n", "no whole block"),
            ("-----BEGIN PGP MESSAGE-----\nAAAA\n-----END PGP MESSAGE-----", "PGP MESSAGE"),
            ("{}", "PublicKeyList"),
            ("{\"PublicKeyList\":7}", "PublicKeyList"),
            ("{\"PublicKeyList\":[]}", "no key"),
            ("{\"PublicKeyList\":[{}]}", "PublicKeyList"),
            ("{\"PublicKeyList\":[{\"Value\":\"%%%\"}]}", "not base64"),
            ("{\"PublicKeyList\":[{\"Value\":\"AAAA\"}]}", "number 1 of the list"),
            ("{\"PublicKeyList\":", "PublicKeyList"),
        ];

        foreach (var (content, says) in refused)
        {
            var message = Assert.Throws<FormatException>(() => TrustedKeys.Parse(Encoding.UTF8.GetBytes(content), "keys/it.pem")).Message;
            Assert.Contains("'keys/it.pem'", message, StringComparison.Ordinal);
            Assert.Contains(says, message, StringComparison.Ordinal);
            Assert.DoesNotContain("MII", message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _key.Dispose();

    private static string ListOf(byte[] der, string? fingerprint) => string.Create(CultureInfo.InvariantCulture,
        $"{{\"PublicKeyList\":[{{\"Value\":\"{Convert.ToBase64String(der)}\",\"ValidityStartTime\":1453076702.0,\"ValidityEndTime\":\"2016-02-17T00:00:00+00:00\"{(fingerprint is null ? "" : $",\"Fingerprint\":\"{fingerprint}\"")}}}]}}");

    private byte[] Sign(ReadOnlySpan<byte> text) => _key.SignData(text.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private KeyCheck Check(TrustedKeys keys, string fingerprint) => keys.Check(fingerprint, "text"u8, Sign("text"u8));
}
