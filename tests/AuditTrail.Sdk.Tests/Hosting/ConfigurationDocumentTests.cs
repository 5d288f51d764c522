using System.Text;
using System.Text.RegularExpressions;
using AuditTrail.Archive;
using AuditTrail.Hosting;
using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Tests.Recording;
using AuditTrail.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuditTrail.Tests.Hosting;

/// <summary>docs/configuration.md says what is true.</summary>
public sealed partial class ConfigurationDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md")).ReplaceLineEndings("\n");

    [Fact]
    public async Task TheExampleStartsAndWritesWhereItSays()
    {
        await using var hosts = new AuditHost();
        var json = Example().Match(Document).Groups["json"].Value.Replace("/var/lib/orders", hosts.ContentRoot.Replace('\\', '/'), StringComparison.Ordinal);
        var host = hosts.Build(services => services.AddAuditTrail(), Read(json));

        await host.StartAsync();
        await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund());
        await host.StopAsync();

        Assert.Equal("orders.example.com", host.Services.GetRequiredService<IAuditRecorder>().Source);
        Assert.Equal(20L << 30, host.Services.GetRequiredService<IOptionsMonitor<AuditTrailOptions>>().CurrentValue.Journal.MaxBytes);
        Assert.Single(Directory.GetFiles(hosts.PathOf("writes"), "events-*.jsonl"));
        Assert.Single(Directory.GetFiles(hosts.PathOf("audit"), "events-*.jsonl"));
        Assert.All(["journal", "cursors"], folder => Assert.True(Directory.Exists(hosts.PathOf("audit", folder)), folder));
        Assert.True(File.Exists(hosts.PathOf("audit", "trails.json")));
    }

    [Fact]
    public async Task EveryKeyInTheTableIsAnOptionAndEveryOptionIsInTheTable()
    {
        await using var hosts = new AuditHost();
        var keys = Rows().SelectMany(row => row.Keys).ToList();
        var host = hosts.Build(services => services.AddAuditTrail(), 
        [
            .. keys.Select(key => ($"AuditTrail:{key.Replace("NAME:Archive", "OTHER:Archive", StringComparison.Ordinal).Replace("NAME:Webhook", "THIRD:Webhook", StringComparison.Ordinal)}", (string?)(key.EndsWith(":Sink", StringComparison.Ordinal) ? "File" : "?"))),
            ("AuditTrail:Trails:OTHER:Sink", "Archive"),
            ("AuditTrail:Trails:THIRD:Sink", "Webhook"),
        ]);

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.DoesNotContain(failure.Failures, problem => problem.Contains("is not an option", StringComparison.Ordinal));
        Assert.Equal(Options("", typeof(AuditTrailOptions), typeof(JournalLimits)).Concat(Options("Trails:NAME:File:", typeof(FileSinkOptions)))
                .Concat(Options("Trails:NAME:Archive:", typeof(ArchiveOptions)).Where(key => !key.EndsWith(":Signer", StringComparison.Ordinal)).Append("Trails:NAME:Archive:Directory"))
                .Concat(Options("Trails:NAME:Webhook:", typeof(WebhookSinkOptions))).Order(StringComparer.Ordinal),
            keys.Where(key => !key.StartsWith("Trails:NAME:", StringComparison.Ordinal) || key.Count(':'.Equals) == 3).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheDefaultsInTheTableAreTheDefaults()
    {
        var (options, file, archive, webhook) = (new AuditTrailOptions(), new FileSinkOptions(), new ArchiveOptions(), new WebhookSinkOptions());
        Assert.Equal(
            [
                ("AccountId", options.AccountId),
                ("DrainTimeout", $"{options.DrainTimeout:c}"),
                ("Guarantee", $"{options.Guarantee}"),
                ("Journal:AllowNetworkFileSystem", options.Journal.AllowNetworkFileSystem ? "true" : "false"),
                ("Journal:LockTimeout", $"{options.Journal.LockTimeout:c}"),
                ("Journal:QueueBytes", ByteSize.Format(options.Journal.QueueBytes)),
                ("Journal:SegmentBytes", ByteSize.Format(options.Journal.SegmentBytes)),
                ("OnFailure", $"{options.OnFailure}"),
                ("Trails:NAME:Archive:Bucket", archive.Bucket),
                ("Trails:NAME:Archive:DigestInterval", $"{archive.DigestInterval:c}"),
                ("Trails:NAME:Archive:Directory", "archive"),
                ("Trails:NAME:Archive:LogFileInterval", $"{archive.LogFileInterval:c}"),
                ("Trails:NAME:Archive:StagingDirectory", "archive-staging"),
                ("Trails:NAME:File:FileNamePrefix", file.FileNamePrefix),
                ("Trails:NAME:File:RollBytes", ByteSize.Format(file.RollBytes)),
                ("Trails:NAME:FromOldest", "false"),
                ("Trails:NAME:Webhook:AllowHttp", "false"),
                ("Trails:NAME:Webhook:AllowLinkLocal", "false"),
                ("Trails:NAME:Webhook:Format", $"{webhook.Format}"),
                ("Trails:NAME:Webhook:Gzip", "false"),
                ("Trails:NAME:Webhook:Linger", $"{webhook.Linger:c}"),
                ("Trails:NAME:Webhook:MaxBytes", ByteSize.Format(webhook.MaxBytes)),
                ("Trails:NAME:Webhook:Timeout", $"{webhook.Timeout:c}"),
                ("Trails:NAME:Webhook:Unsigned", "false"),
                ("Trails:NAME:WhenBehind", "Hold"),
                ("WaitLimit", $"{options.WaitLimit:c}"),
            ],
            Rows().Where(row => row.Keys[0] is not ("Directory" or "Region") && row.Default.StartsWith('`')).Select(row => (row.Keys[0], row.Default.Split('`')[1])).OrderBy(row => row.Item1, StringComparer.Ordinal));
        Assert.Equal((16_384, null, null, 50_000_000, 500), (options.Journal.QueueEvents, file.Retention, file.MaxTotalBytes, archive.MaxLogFileBytes, webhook.MaxEvents));
    }

    private static IEnumerable<string> Options(string prefix, params Type[] types) =>
        from type in types
        from property in type.GetProperties()
        where property.CanWrite
        select prefix + (type == typeof(JournalLimits) ? "Journal:" : "") + property.Name;

    private static IEnumerable<(string[] Keys, string Default)> Rows() =>
        from row in Row().Matches(Document)
        // Another package's section; its own tests hold it.
        where !row.Groups["keys"].Value.StartsWith("`Http:", StringComparison.Ordinal)
        select (row.Groups["keys"].Value.Split(", ").Select(key => key.Trim('`')).ToArray(), row.Groups["default"].Value);

    private static (string Key, string? Value)[] Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return [.. new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable().Select(pair => (pair.Key, pair.Value))];
    }

    [GeneratedRegex("```json\n(?<json>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Example();

    [GeneratedRegex(@"^\| (?<keys>`[^|]+`) \| (?<default>[^|]+) \| [^\n]+\|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
