using Amazon.Runtime;
using AuditTrail.Hosting;
using AuditTrail.Sinks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws;

/// <summary>The kind of sink <c>CloudWatchLogs</c>.</summary>
internal static class CloudWatchLogsSinks
{
    public const string Name = "CloudWatchLogs";

    /// <summary>Reads a sink's section.</summary>
    public static Func<SinkContext, IAuditSink> Bind(OptionsSection section)
    {
        var options = new CloudWatchLogsSinkOptions { LogGroup = section.Required(nameof(CloudWatchLogsSinkOptions.LogGroup)) };
        options.LogStream = section.Text(nameof(options.LogStream), options.LogStream);
        options.Region = section.Text(nameof(options.Region), options.Region);
        options.CreateLogGroup = section.Flag(nameof(options.CreateLogGroup), options.CreateLogGroup);
        options.CreateLogStream = section.Flag(nameof(options.CreateLogStream), options.CreateLogStream);
        options.RetentionDays = section.Text(nameof(options.RetentionDays)) is null ? null : section.Number(nameof(options.RetentionDays), 1, min: 1, max: 3653);
        options.KmsKeyId = section.Text(nameof(options.KmsKeyId), options.KmsKeyId);
        options.DataSourceName = section.Text(nameof(options.DataSourceName), options.DataSourceName);
        options.DataSourceType = section.Text(nameof(options.DataSourceType), options.DataSourceType);
        options.SendEntity = section.Flag(nameof(options.SendEntity), options.SendEntity);
        options.EntityName = section.Text(nameof(options.EntityName), options.EntityName);
        options.EntityEnvironment = section.Text(nameof(options.EntityEnvironment), options.EntityEnvironment);
        options.Timestamp = section.Choice<CloudWatchLogsTimestamp>(nameof(options.Timestamp), options.Timestamp);
        options.Linger = section.Time(nameof(options.Linger), options.Linger);
        AwsServiceSection.Read(section, options);
        // A group that is missing was told of already.
        foreach (var problem in (options.LogGroup.Length == 0 ? options with { LogGroup = "missing" } : options).Problems())
        {
            section.Problem($"{section.Path}:{problem}");
        }

        return context => Create(context, options);
    }

    /// <exception cref="ArgumentException">An option is wrong, or nothing says which region.</exception>
    public static IAuditSink Create(SinkContext context, CloudWatchLogsSinkOptions options)
    {
        var copy = options with { };
        var problems = copy.Problems();
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        }

        var region = copy.Region ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName
            ?? throw new ArgumentException($"{nameof(copy.Region)} is not set, and neither AWS_REGION nor a profile says it; say in which region the log group '{copy.LogGroup}' lies.", nameof(options));
        var clock = new ServiceClock("CloudWatch Logs", context.Time, context.Loggers.CreateLogger<ServiceClock>());
        return new CloudWatchLogsSink(copy, region, EntityOf(context, copy), context.Time, clock, context.Loggers.CreateLogger<CloudWatchLogsSink>());
    }

    private static LogEventEntity? EntityOf(SinkContext context, CloudWatchLogsSinkOptions options)
    {
        var name = options.EntityName ?? context.Source;
        var environment = options.EntityEnvironment ?? context.Services.GetService<IHostEnvironment>()?.EnvironmentName;
        return options.SendEntity && name.Length is >= 1 and <= 512 && environment is { Length: >= 1 and <= 512 } ? new LogEventEntity(name, environment) : null;
    }
}
