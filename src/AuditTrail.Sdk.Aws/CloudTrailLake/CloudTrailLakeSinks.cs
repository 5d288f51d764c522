using AuditTrail.Hosting;
using AuditTrail.Sinks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws;

/// <summary>The kind of sink <c>CloudTrailLake</c>, by code and by configuration.</summary>
internal static class CloudTrailLakeSinks
{
    public const string Name = "CloudTrailLake";

    public static void AddServices(IServiceCollection services) => services.TryAddSingleton<LakePaces>();

    public static Func<SinkContext, IAuditSink> Bind(OptionsSection section)
    {
        var options = new CloudTrailLakeSinkOptions();
        options.ChannelArn = section.Text(nameof(options.ChannelArn), options.ChannelArn) ?? "";
        options.ExternalId = section.Text(nameof(options.ExternalId));
        options.MaxRequestsPerSecond = section.Number(nameof(options.MaxRequestsPerSecond), options.MaxRequestsPerSecond);
        options.Linger = section.Time(nameof(options.Linger), options.Linger);
        AwsServiceSection.Read(section, options);
        foreach (var problem in options.Problems())
        {
            section.Problem($"{section.Path}:{problem}");
        }

        return context => Create(options, context);
    }

    public static IAuditSink Create(CloudTrailLakeSinkOptions options, SinkContext context)
    {
        var copy = options with { };
        if (!ChannelArn.TryParse(copy.ChannelArn, out var channel))
        {
            throw new ArgumentException(string.Join(' ', copy.Problems()), nameof(options));
        }

        var paces = context.Services.GetService<LakePaces>() ?? new LakePaces();
        var clock = new ServiceClock("CloudTrail Lake", context.Time, context.Loggers.CreateLogger<ServiceClock>());
        return new CloudTrailLakeSink(copy, channel, paces.Of(channel, context.Time), context.Time, clock);
    }
}
