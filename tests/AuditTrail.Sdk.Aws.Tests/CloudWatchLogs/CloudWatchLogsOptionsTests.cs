using System.Text.RegularExpressions;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Hosting;
using AuditTrail.TestServers.CloudWatchLogs;
using Microsoft.Extensions.Options;

namespace AuditTrail.Aws.Tests.CloudWatchLogs;

/// <summary>The sink <c>CloudWatchLogs</c> by configuration and by code: what is wrong is said at start, all of it, in full.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed partial class CloudWatchLogsOptionsTests : IAsyncLifetime
{
    private const string Section = "AuditTrail:Trails:security:CloudWatchLogs";

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
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "cloudwatch-logs.md"));
        var rows = Row().Matches(document).ToDictionary(row => row.Groups["key"].Value, row => row.Groups["default"].Value, StringComparer.Ordinal);

        var problems = await ProblemsAsync([.. rows.Keys.Select(key => (key, "?"))]);

        Assert.Equal(
            typeof(CloudWatchLogsSinkOptions).GetProperties().Select(property => property.Name).Where(name => name is not "Credentials").Order(StringComparer.Ordinal),
            rows.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.Contains("is not an option", StringComparison.Ordinal));
        var defaults = new CloudWatchLogsSinkOptions();
        Assert.Equal(
            [$"`{defaults.Timestamp}`", $"`{defaults.Linger:c}`", $"`{defaults.Timeout:c}`", $"`{defaults.ConnectTimeout:c}`", "`true`", "`true`", "`true`"],
            [rows["Timestamp"], rows["Linger"], rows["Timeout"], rows["ConnectTimeout"], rows["CreateLogGroup"], rows["CreateLogStream"], rows["SendEntity"]]);
        Assert.True(defaults is { CreateLogGroup: true, CreateLogStream: true, SendEntity: true });
    }

    [Fact]
    public async Task WrongValuesInTheConfigurationAreNamedInFull()
    {
        (string Key, string Value, string Start)[] wrong =
        [
            ("LogGroup", "arn:aws:logs:x", "LogGroup is 'arn:aws:logs:x'; a log group's name (no ARN)"),
            ("LogStream", "a:b", "LogStream is 'a:b'"),
            ("Region", "Frankfurt am Main", "Region is 'Frankfurt am Main'"),
            ("CreateLogGroup", "maybe", "CreateLogGroup is 'maybe'; expected true or false"),
            ("RetentionDays", "31", "RetentionDays is 31; CloudWatch Logs takes 1, 3, 5"),
            ("KmsKeyId", "alias/audit", "KmsKeyId is no key's ARN"),
            ("DataSourceType", "awsLogs", "DataSourceType is 'awsLogs'; CloudWatch reserves"),
            ("Timestamp", "Never", "Timestamp is 'Never'; expected one of Recorded, Sent"),
            ("Linger", "00:06:00", "Linger is 00:06:00; expected 00:00:00 to 00:05:00"),
            ("Endpoint", "localhost:4566", "Endpoint is no URL"),
            ("Timeout", "5", "Timeout is '5'; expected a time"),
            ("LogGruop", "x", "LogGruop is not an option"),
        ];

        var problems = await ProblemsAsync([.. wrong.Select(one => (one.Key, one.Value))]);

        Assert.All(wrong, one => Assert.Contains(problems, problem => problem.StartsWith($"{Section}:{one.Start}", StringComparison.Ordinal)));
        Assert.Single(problems, problem => problem.StartsWith($"{Section}:DataSourceType is set without DataSourceName", StringComparison.Ordinal));
        Assert.Equal(wrong.Length + 1, problems.Count);
    }

    [Theory]
    [InlineData("", "LogGroup is ''")]
    [InlineData("aws/lambda", "names that begin with aws/ are reserved by AWS")]
    [InlineData("orders audit", "LogGroup is 'orders audit'")]
    public void AGroupThatCannotBeIsFound(string group, string words) =>
        Assert.Contains(words, Assert.Single(new CloudWatchLogsSinkOptions { LogGroup = group }.Problems()), StringComparison.Ordinal);

    [Theory]
    [InlineData("/aws/lambda/orders")]
    [InlineData("a")]
    [InlineData("Audit.log_#1-x/y")]
    public void AGroupThatCanBeIsTaken(string group) => Assert.Empty(new CloudWatchLogsSinkOptions { LogGroup = group }.Problems());

    [Fact]
    public void WhatContradictsItselfIsFound()
    {
        Assert.Contains("CreateLogGroup is false", Assert.Single(new CloudWatchLogsSinkOptions { LogGroup = "a", CreateLogGroup = false, DataSourceName = "orders" }.Problems()), StringComparison.Ordinal);
        Assert.Contains("SendEntity is false", Assert.Single(new CloudWatchLogsSinkOptions { LogGroup = "a", SendEntity = false, EntityName = "orders" }.Problems()), StringComparison.Ordinal);
        Assert.Contains("EntityEnvironment is ''", Assert.Single(new CloudWatchLogsSinkOptions { LogGroup = "a", EntityEnvironment = "" }.Problems()), StringComparison.Ordinal);
        Assert.Contains("LogGroup is", Assert.Single(new CloudWatchLogsSinkOptions { LogGroup = new string('a', 513) }.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGroupHasToBeSaid() => Assert.Equal([$"{Section}:LogGroup is not set."], await ProblemsAsync(("Region", "eu-central-1")));

    [Fact]
    public async Task WrongValuesInCodeAreNamed()
    {
        await using var host = new ArchivingHost(_directory.Path, _clock, audit => audit.Trail("security", trail => trail.ToCloudWatchLogs("aws/orders", options => options.RetentionDays = 2)));

        var failures = (await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync)).Failures.ToList();

        Assert.Equal(2, failures.Count);
        Assert.StartsWith("AuditTrail:Trails:security: LogGroup is 'aws/orders'", failures[0], StringComparison.Ordinal);
        Assert.StartsWith("AuditTrail:Trails:security: RetentionDays is 2", failures[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATrailIsDeliveredByConfigurationAlone()
    {
        using var changed = new ChangedEnvironment(("AWS_ACCESS_KEY_ID", LogEvents.Credentials.GetCredentials().AccessKey), ("AWS_SECRET_ACCESS_KEY", LogEvents.Credentials.GetCredentials().SecretKey));
        await using var server = await CloudWatchLogsServer.StartAsync();
        await using var host = new ArchivingHost(
            _directory.Path,
            _clock,
            configure: null,
            ("Trails:security:Sink", "CloudWatchLogs"),
            ("Trails:security:CloudWatchLogs:LogGroup", LogEvents.Group),
            ("Trails:security:CloudWatchLogs:Region", "eu-central-1"),
            ("Trails:security:CloudWatchLogs:Timeout", "00:05:00"), // of the fast clock
            ("Trails:security:CloudWatchLogs:Endpoint", server.Endpoint));

        await host.StartAsync();
        await host.RecordAsync(20);
        await host.DeliveredAsync();
        await host.StopAsync();

        Assert.Equal("no rule broken", server.Broken.ToString());
        Assert.InRange(server.Arrivals.Count, 20, 22); // with the trail's own
        Assert.Matches("^security-[0-9a-f]{8}$", Assert.Single(Assert.Single(server.Groups).Value.Streams));
    }

    private async Task<List<string>> ProblemsAsync(params (string Key, string Value)[] options)
    {
        await using var host = new ArchivingHost(
            _directory.Path, _clock, configure: null, [("Trails:security:Sink", "CloudWatchLogs"), .. options.Select(option => ($"Trails:security:CloudWatchLogs:{option.Key}", option.Value))]);
        return [.. (await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync)).Failures];
    }

    [GeneratedRegex(@"^\| `CloudWatchLogs:(?<key>\w+)` \| (?<default>[^|]+) \| [^\n]+\|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
