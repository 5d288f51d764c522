using System.Text.RegularExpressions;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Hosting;
using Microsoft.Extensions.Options;

namespace AuditTrail.Aws.Tests.S3;

/// <summary>The sink <c>S3</c> by configuration and by code: what is wrong is said at start, all of it, in full.</summary>
public sealed partial class S3SinkOptionsTests : IAsyncLifetime
{
    private const string Section = "AuditTrail:Trails:archive:S3";

    private readonly TemporaryDirectory _directory = new();
    private readonly FastClock _clock = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _clock.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task EveryOptionIsAKeyAndInTheDocument()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "s3.md"));
        var rows = Row().Matches(document).ToDictionary(row => row.Groups["key"].Value, row => row.Groups["default"].Value, StringComparer.Ordinal);

        var problems = await ProblemsAsync([.. rows.Keys.Select(key => (key, "?"))]);

        Assert.Equal(typeof(S3LogFileStoreOptions).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.Contains("is not an option", StringComparison.Ordinal));
        var defaults = new S3LogFileStoreOptions();
        Assert.Equal(
            [$"`{defaults.Encryption}`", $"`{defaults.RetentionMode}`", $"`{defaults.Timeout:c}`", $"`{defaults.ConnectTimeout:c}`"],
            [rows["Encryption"], rows["RetentionMode"], rows["Timeout"], rows["ConnectTimeout"]]);
    }

    [Fact]
    public async Task WrongValuesInTheConfigurationAreNamedInFull()
    {
        var problems = await ProblemsAsync(
            ("Bucket", "My_Bucket"),
            ("BucketRegion", "Frankfurt am Main"),
            ("Endpoint", "localhost:9000"),
            ("ForcePathStyle", "yes"),
            ("ExpectedBucketOwner", "1234"),
            ("Encryption", "Kmz"),
            ("KmsKeyId", "alias/audit"),
            ("Retention", "400.00:00:00"),
            ("Prefix", "/audit/"),
            ("Timeout", "5"),
            ("Buckett", "x"));

        string[] expected =
        [
            $"{Section}:Bucket is 'My_Bucket'; a bucket's name has",
            $"{Section}:BucketRegion is 'Frankfurt am Main'",
            $"{Section}:Endpoint is no URL that begins with http:// or https://",
            $"{Section}:ForcePathStyle is 'yes'; expected true or false.",
            $"{Section}:ExpectedBucketOwner is '1234'; an account id has exactly twelve digits.",
            $"{Section}:Encryption is 'Kmz'; expected one of BucketDefault, S3Managed, Kms",
            $"{Section}:KmsKeyId is set, but Encryption is BucketDefault",
            $"{Section}:Retention is set without RetentionMode",
            $"{Section}:Prefix is '/audit/'",
            $"{Section}:Timeout is '5'; expected a time",
            $"{Section}:Buckett is not an option",
        ];
        Assert.All(expected, start => Assert.Single(problems, problem => problem.StartsWith(start, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, problems.Count);
    }

    [Fact]
    public async Task ABucketHasToBeSaid() =>
        Assert.Equal([$"{Section}:Bucket is not set."], await ProblemsAsync(("Endpoint", "http://127.0.0.1:1")));

    [Fact]
    public async Task WrongValuesInCodeAreNamed()
    {
        await using var host = new ArchivingHost(_directory.Path, _clock, audit => audit.Trail("archive", trail => trail.ToS3(
            "My_Bucket",
            archive => archive.Prefix = "/audit/",
            s3 => (s3.ExpectedBucketOwner, s3.RetentionMode) = ("1234", S3RetentionMode.Compliance))));

        var failures = (await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync)).Failures.ToList();

        string[] expected = ["Bucket is 'My_Bucket'", "Prefix is '/audit/'", "ExpectedBucketOwner is '1234'", "RetentionMode is Compliance without Retention"];
        Assert.All(expected, start => Assert.Single(failures, problem => problem.StartsWith($"AuditTrail:Trails:archive: {start}", StringComparison.Ordinal)));
        Assert.Equal(expected.Length, failures.Count);
    }

    [Fact]
    public async Task ASinkThatIsNotThereIsToldOfWithThisOne()
    {
        var problems = await ProblemsAsync([], sink: "s3x");

        Assert.Contains("expected one of File, Archive, Webhook, Memory, S3", Assert.Single(problems), StringComparison.Ordinal);
    }

    private async Task<List<string>> ProblemsAsync(params (string Key, string Value)[] options) => await ProblemsAsync(options, "S3");

    private async Task<List<string>> ProblemsAsync((string Key, string Value)[] options, string sink)
    {
        await using var host = new ArchivingHost(_directory.Path, _clock, configure: null, [("Trails:archive:Sink", sink), .. options.Select(option => ($"Trails:archive:S3:{option.Key}", option.Value))]);
        return [.. (await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync)).Failures];
    }

    [GeneratedRegex(@"^\| `S3:(?<key>\w+)` \| (?<default>[^|]+) \| [^\n]+\|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
