using System.Globalization;
using System.Text.RegularExpressions;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Hosting;
using Microsoft.Extensions.Options;

namespace AuditTrail.Aws.Tests.CloudTrailLake;

/// <summary>The sink <c>CloudTrailLake</c> by configuration and by code: what is wrong is said at start, all of it, in full.</summary>
public sealed partial class CloudTrailLakeSinkOptionsTests : IAsyncLifetime
{
    private const string Section = "AuditTrail:Trails:lake:CloudTrailLake";

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
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "cloudtrail-lake.md"));
        var rows = Row().Matches(document).ToDictionary(row => row.Groups["key"].Value, row => row.Groups["default"].Value, StringComparer.Ordinal);

        var problems = await ProblemsAsync([.. rows.Keys.Select(key => (key, "?"))]);

        var inCode = new[] { nameof(CloudTrailLakeSinkOptions.Credentials), nameof(CloudTrailLakeSinkOptions.PutAuditEvents) };
        Assert.Equal(typeof(CloudTrailLakeSinkOptions).GetProperties().Select(property => property.Name).Except(inCode).Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.Contains("is not an option", StringComparison.Ordinal));
        var defaults = new CloudTrailLakeSinkOptions();
        Assert.Equal(
            [$"`{defaults.MaxRequestsPerSecond.ToString(CultureInfo.InvariantCulture)}`", $"`{defaults.Linger:c}`", $"`{defaults.Timeout:c}`", $"`{defaults.ConnectTimeout:c}`"],
            [rows["MaxRequestsPerSecond"], rows["Linger"], rows["Timeout"], rows["ConnectTimeout"]]);
    }

    [Fact]
    public async Task WrongValuesInTheConfigurationAreNamedInFull()
    {
        var problems = await ProblemsAsync(
            ("ChannelArn", "channel/EXAMPLE8"),
            ("ExternalId", "not this one"),
            ("MaxRequestsPerSecond", "101"),
            ("Linger", "00:01:01"),
            ("Endpoint", "localhost:4566"),
            ("UseFips", "yes"),
            ("UseDualStack", "true"),
            ("Timeout", "20"),
            ("ConnectTimeout", "00:02:00"),
            ("Channel", "x"));

        string[] expected =
        [
            $"{Section}:ChannelArn is 'channel/EXAMPLE8'; expected arn:<partition>:cloudtrail:<region>:<account>:channel/<id>",
            $"{Section}:ExternalId takes 2 to 1,224 letters, digits and _+=,.@:/-.",
            $"{Section}:MaxRequestsPerSecond is 101; expected 1 to 100",
            $"{Section}:Linger is 00:01:01; expected 00:00:00 to 00:01:00.",
            $"{Section}:Endpoint is no URL that begins with http:// or https://",
            $"{Section}:UseFips is 'yes'; expected true or false.",
            $"{Section}:UseDualStack is set beside Endpoint",
            $"{Section}:Timeout is '20'; expected a time",
            $"{Section}:ConnectTimeout is 00:02:00; expected",
            $"{Section}:Channel is not an option",
        ];
        Assert.All(expected, start => Assert.Contains(problems, problem => problem.StartsWith(start, StringComparison.Ordinal)));
        Assert.DoesNotContain(problems, problem => problem.Contains("not this one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AChannelHasToBeSaid() =>
        Assert.StartsWith($"{Section}:ChannelArn is ''; expected", Assert.Single(await ProblemsAsync(("ExternalId", "orders/17"))), StringComparison.Ordinal);

    [Fact]
    public async Task WrongValuesInCodeAreNamed()
    {
        await using var host = new ArchivingHost(_directory.Path, _clock, audit => audit.Trail("lake", trail => trail.ToCloudTrailLake("arn:aws:s3:::bucket", lake => lake.MaxRequestsPerSecond = 0)));

        var failures = (await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync)).Failures.ToList();

        string[] expected = ["ChannelArn is 'arn:aws:s3:::bucket'", "MaxRequestsPerSecond is 0"];
        Assert.All(expected, start => Assert.Single(failures, problem => problem.StartsWith($"AuditTrail:Trails:lake: {start}", StringComparison.Ordinal)));
        Assert.Equal(expected.Length, failures.Count);
    }

    [Theory]
    [InlineData("arn:aws:cloudtrail:us-east-1:777788889999:channel/EXAMPLE8-80b5-40a7-ae65-6e099392355b", true)]
    [InlineData("arn:aws-cn:cloudtrail:cn-north-1:777788889999:channel/x", true)]
    [InlineData("arn:aws-us-gov:cloudtrail:us-gov-west-1:777788889999:channel/aws-service-channel/x", true)]
    [InlineData("arn:aws:cloudtrail:us-east-1:777788889999:trail/x", false)]
    [InlineData("arn:aws:cloudtrail:us-east-1:777788889999:channel/", false)]
    [InlineData("arn:aws:cloudtrail:us-east-1:77778888999:channel/x", false)]
    [InlineData("arn:aws:cloudtrail::777788889999:channel/x", false)]
    [InlineData("arn:aws:cloudtrail:US-EAST-1:777788889999:channel/x", false)]
    [InlineData("arn::cloudtrail:us-east-1:777788889999:channel/x", false)]
    [InlineData("arn:aws:logs:us-east-1:777788889999:channel/x", false)]
    [InlineData("arn:aws:cloudtrail:us-east-1:777788889999:channel/x y", false)]
    [InlineData("arn:aws:cloudtrail:us-east-1:777788889999:channel/x:y", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void AChannelIsItsWholeArn(string? arn, bool valid)
    {
        Assert.Equal(valid, ChannelArn.TryParse(arn, out var channel));
        Assert.Equal(valid ? [] : [1], new CloudTrailLakeSinkOptions { ChannelArn = arn! }.Problems().Select(_ => 1));
        Assert.Equal(valid ? ("777788889999", arn) : (null, null), (channel.Account, channel.Text));
    }

    [Fact]
    public void AnArnHasAnEnd()
    {
        var longest = LakeEvents.Channel + new string('x', 256 - LakeEvents.Channel.Length);

        Assert.True(ChannelArn.TryParse(longest, out _));
        Assert.False(ChannelArn.TryParse(longest + "x", out _));
    }

    [Theory]
    [InlineData("a", false)]
    [InlineData("ab", true)]
    [InlineData("A_9+=,.@:/-", true)]
    [InlineData("äö", false)]
    [InlineData("a\n", false)]
    public void AnExternalIdIsAsTheModelHasIt(string id, bool valid) =>
        Assert.Equal(valid, new CloudTrailLakeSinkOptions { ChannelArn = LakeEvents.Channel, ExternalId = id }.Problems().Count == 0);

    private async Task<List<string>> ProblemsAsync(params (string Key, string Value)[] options)
    {
        await using var host = new ArchivingHost(
            _directory.Path, _clock, configure: null, [("Trails:lake:Sink", "CloudTrailLake"), .. options.Select(option => ($"Trails:lake:CloudTrailLake:{option.Key}", option.Value))]);
        return [.. (await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync)).Failures];
    }

    [GeneratedRegex(@"^\| `CloudTrailLake:(?<key>\w+)` \| (?<default>[^|]+) \| [^\n]+\|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
