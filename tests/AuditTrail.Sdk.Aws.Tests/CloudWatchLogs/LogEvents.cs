using System.Globalization;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Events;
using AuditTrail.Sinks;
using AuditTrail.TestServers.Signing;

namespace AuditTrail.Aws.Tests.CloudWatchLogs;

/// <summary>Events, batches and sinks for the tests of CloudWatch Logs.</summary>
internal static class LogEvents
{
    public const string Group = "/audit/orders";
    public const string Stream = "security-00000000";

    public static Amazon.Runtime.BasicAWSCredentials Credentials { get; } = new(SigningCredentials.Example.AccessKeyId, SigningCredentials.Example.SecretAccessKey);

    public static CloudWatchLogsSinkOptions Options(string endpoint, Action<CloudWatchLogsSinkOptions>? configure = null)
    {
        var options = new CloudWatchLogsSinkOptions { LogGroup = Group, Region = "eu-central-1", Endpoint = endpoint, Credentials = Credentials, Timeout = TimeSpan.FromSeconds(10) };
        configure?.Invoke(options);
        Assert.Empty(options.Problems());
        return options;
    }

    public static CloudWatchLogsSink Sink(string endpoint, Action<CloudWatchLogsSinkOptions>? configure = null, TimeProvider? time = null, CollectedLog<CloudWatchLogsSink>? log = null, LogEventEntity? entity = null)
    {
        var (clock, logger) = (time ?? TimeProvider.System, log ?? new CollectedLog<CloudWatchLogsSink>());
        return new CloudWatchLogsSink(Options(endpoint, configure), "eu-central-1", entity, clock, new ServiceClock("CloudWatch Logs", clock, logger), logger);
    }

    public static AuditEvent Event(int number, DateTimeOffset? time = null, int bytes = 10) =>
        AuditEvent.Create("orders.example.com", "RefundOrder", UserIdentity.User("u-1"))
            .Request("number", number.ToString(CultureInfo.InvariantCulture)).Request("note", "\"ä\\\n\u202e😀" + new string('x', bytes)).Build() with
        {
            EventTime = time ?? DateTimeOffset.UtcNow,
        };

    public static AuditBatch Batch(int count, long first = 1, BatchOccasion occasion = BatchOccasion.Events) =>
        AuditBatch.Of([.. Enumerable.Range(0, count).Select(number => Event(number))], "security", firstSequence: first, occasion: occasion);

    public static AuditBatch Batch(params DateTimeOffset[] times) =>
        AuditBatch.Of([.. times.Select((time, number) => Event(number, time))], "security");
}
