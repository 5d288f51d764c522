using AuditTrail.Hosting;
using AuditTrail.Recording;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore;

/// <summary>Reads <c>AuditTrail:Http</c>, by hand as the core reads its own section: without reflection, and every key that is not read here is reported.</summary>
internal sealed class HttpOptionsFromConfiguration(IConfiguration? configuration = null) : IConfigureOptions<AuditHttpOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    public static PackageSection Section { get; } = new("Http");

    public void Configure(AuditHttpOptions options)
    {
        if (configuration is not null)
        {
            options.Problems.AddRange(Section.Read(configuration, section => Read(section, options)));
        }
    }

    private static void Read(OptionsSection section, AuditHttpOptions options)
    {
        options.Recorder = section.Text(nameof(options.Recorder), options.Recorder) ?? options.Recorder;
        options.Unmatched = section.Choice<UnmatchedRequests>(nameof(options.Unmatched), options.Unmatched);
        options.AllowedQueryParameters.UnionWith(section.Texts(nameof(options.AllowedQueryParameters)));
        options.AllowedRouteParameters.UnionWith(section.Texts(nameof(options.AllowedRouteParameters)));
        options.AllowedHeaders.UnionWith(section.Texts(nameof(options.AllowedHeaders)));
        options.AllowedResponseHeaders.UnionWith(section.Texts(nameof(options.AllowedResponseHeaders)));
        options.SkipHealthChecks = section.Flag(nameof(options.SkipHealthChecks), options.SkipHealthChecks);
        options.RecordRoles = section.Flag(nameof(options.RecordRoles), options.RecordRoles);
        options.ClaimedNameKey = section.Text(nameof(options.ClaimedNameKey), options.ClaimedNameKey);
        options.TenantClaim = section.Text(nameof(options.TenantClaim), options.TenantClaim);
        options.LongResponse = section.Time(nameof(options.LongResponse), options.LongResponse);
        options.LargeResponse = section.Bytes(nameof(options.LargeResponse), options.LargeResponse, min: 1);
        options.Guarantee = section.Text(nameof(options.Guarantee)) is null ? options.Guarantee : section.Choice<AuditGuarantee>(nameof(options.Guarantee), default);
        // A wrong value is told of once: what it falls back to must not be a problem itself.
        options.WaitLimit = section.Text(nameof(options.WaitLimit)) is null ? options.WaitLimit : section.Time(nameof(options.WaitLimit), Shortest, Shortest, TimeSpan.FromHours(1));
    }
}
