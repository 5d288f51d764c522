using System.Security.Cryptography;
using AuditTrail.Archive;
using AuditTrail.Recording;
using AuditTrail.Tests.Archive;
using AuditTrail.Tests.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuditTrail.Tests.Hosting;

public sealed class ArchiveSetUpTests
{
    public static TheoryData<string, string, string> BadOptions => new()
    {
        { "Bucket", "Not_A_Bucket", "Archive:Bucket is 'Not_A_Bucket'; a bucket's name has" },
        { "Prefix", "/logs", "Archive:Prefix is '/logs'; it takes" },
        { "OrganizationId", "acme", "Archive:OrganizationId is 'acme'; it is 'o-'" },
        { "AccountId", "1234", "Archive:AccountId is '1234'; an account id has exactly twelve digits." },
        { "Region", "EU West", "Archive:Region is 'EU West'; a region takes" },
        { "LogFileInterval", "00:00:00.1", "Archive:LogFileInterval is 00:00:00.1000000; expected 00:00:01 to 1.00:00:00." },
        { "MaxLogFileBytes", "64MiB", "Archive:MaxLogFileBytes is 67108864; expected 1,024 to 50,000,000 bytes" },
        { "DigestInterval", "00:00:01.5", "Archive:DigestInterval is 00:00:01.5000000; expected whole seconds" },
        { "SignigKeyFile", "key.pem", "Archive:SignigKeyFile is not an option; did you mean AuditTrail:Trails:archive:Archive:SigningKeyFile?" },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public async Task AWrongOptionStopsTheStartAndIsNamedInFull(string key, string value, string problem)
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail(), ("AuditTrail:Trails:archive:Sink", "Archive"), ($"AuditTrail:Trails:archive:Archive:{key}", value));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(failure.Failures, found => found.StartsWith("AuditTrail:Trails:archive:" + problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatIsWrongInCodeIsToldWithTheTrailsName()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit.Trail("archive", trail => trail
            .ToArchive("archive", options => (options.Prefix, options.SigningKeyFile, options.Signer) = ("a//b", "key.pem", SigningKey.One.ToSigner()))
            .Problem("Endpoint is missing."))));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(3, failure.Failures.Count());
        Assert.All(failure.Failures, found => Assert.StartsWith("AuditTrail:Trails:archive: ", found, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("public", "holds a public key")]
    [InlineData("short", "holds a key of 1024 bits; at least 2048 are needed")]
    [InlineData("elliptic", "no RSA private key that can be read")]
    [InlineData("text", "is not PEM")]
    [InlineData("missing", "key.pem")]
    public async Task AKeyThatCannotSignStopsTheStartAndIsNeverShown(string kind, string problem)
    {
        await using var hosts = new AuditHost();
        var file = hosts.PathOf("key.pem");
        Directory.CreateDirectory(hosts.ContentRoot);
        using var rsa = RSA.Create(1_024);
        using var elliptic = ECDsa.Create();
        var pem = kind switch
        {
            "public" => SigningKey.One.PublicPem,
            "short" => rsa.ExportRSAPrivateKeyPem(),
            "elliptic" => elliptic.ExportPkcs8PrivateKeyPem(),
            "text" => "no key",
            _ => null,
        };
        if (pem is not null)
        {
            await File.WriteAllTextAsync(file, pem);
        }

        var host = hosts.Build(services => services.AddAuditTrail(), ("AuditTrail:Trails:archive:Sink", "Archive"), ("AuditTrail:Trails:archive:Archive:SigningKeyFile", file));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("AuditTrail:Trails:archive", failure.Message, StringComparison.Ordinal);
        Assert.Contains("SigningKeyFile: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("MII", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARegionOfTheRecordersThatKeysCannotHaveStopsTheStart()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit.Configure(options => options.Region = "Here & there").Trail("archive", trail => trail.ToArchive("archive"))));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("Region is 'Here & there'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARecorderWithAKeyLeavesAProvenArchiveAfterEachCleanStop()
    {
        await using var hosts = new AuditHost();
        Directory.CreateDirectory(hosts.ContentRoot);
        await File.WriteAllTextAsync(hosts.PathOf("key.pem"), SigningKey.One.Pem);
        for (var run = 0; run < 2; run++)
        {
            var host = hosts.Build(
                services => services.AddAuditTrail(audit => audit.Configure(options => (options.AccountId, options.Region) = ("111122223333", "eu-test-1"))),
                ("AuditTrail:Trails:archive:Sink", "Archive"),
                ("AuditTrail:Trails:archive:Archive:SigningKeyFile", hosts.PathOf("key.pem")));
            await host.StartAsync();
            await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund());
            await host.StopAsync();
        }

        var archive = await CheckedArchive.OfAsync(new DirectoryLogFileStore(hosts.PathOf("audit", "archive")));

        Assert.Equal(["TrailStarted", "RefundOrder", "TrailStopped", "TrailStarted", "RefundOrder", "TrailStopped"], archive.Records.Select(record => record.GetProperty("eventName").GetString()));
        Assert.Equal(3, archive.Chain.Count);
        Assert.All(archive.LogFiles, key => Assert.StartsWith("AWSLogs/111122223333/CloudTrail/eu-test-1/", key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutAKeyTheStartSaysThatNothingProvesTheFiles()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit.Trail("archive", trail => trail.ToArchive("archive"))));
        await host.StartAsync();
        await host.StopAsync();

        Assert.Contains(hosts.Logs.At(LogLevel.Warning), text => text.Contains("nothing proves", StringComparison.Ordinal));
    }
}
