using System.Text.RegularExpressions;
using AuditTrail.AspNetCore.Tests.Support;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore.Tests.Hosting;

/// <summary>The section <c>AuditTrail:Http</c>.</summary>
public sealed partial class HttpConfigurationTests
{
    [Fact]
    public void EveryKeyIsRead()
    {
        var options = Read(
            [
                new("AuditTrail:Http:Recorder", "requests"),
                new("AuditTrail:Http:Unmatched", "none"),
                new("AuditTrail:Http:AllowedQueryParameters", "page, size"),
                new("AuditTrail:Http:AllowedRouteParameters:0", "countryCode"),
                new("AuditTrail:Http:AllowedHeaders:0", "Accept-Language"),
                new("AuditTrail:Http:AllowedHeaders:1", "Idempotency-Key"),
                new("AuditTrail:Http:AllowedResponseHeaders:0", "ETag"),
                new("AuditTrail:Http:SkipHealthChecks", "false"),
                new("AuditTrail:Http:RecordRoles", "true"),
                new("AuditTrail:Http:TenantClaim", "tid"),
                new("AuditTrail:Http:LongResponse", "00:01:00"),
                new("AuditTrail:Http:LargeResponse", "1MiB"),
                new("AuditTrail:Http:Guarantee", "Accepted"),
                new("AuditTrail:Http:WaitLimit", "00:00:01"),
            ]);

        Assert.Empty(options.Problems);
        Assert.False(options.SkipHealthChecks);
        Assert.Equal(("requests", UnmatchedRequests.None, TimeSpan.FromMinutes(1)), (options.Recorder, options.Unmatched, options.LongResponse));
        Assert.Equal(1024 * 1024, options.LargeResponse);
        Assert.Equal((AuditGuarantee.Accepted, TimeSpan.FromSeconds(1)), (options.Guarantee, options.WaitLimit));
        Assert.Equal(["page", "size"], options.AllowedQueryParameters.Order());
        Assert.Equal(["countryCode"], options.AllowedRouteParameters);
        Assert.Equal(["Accept-Language", "Idempotency-Key"], options.AllowedHeaders.Order());
        Assert.Equal(["ETag"], options.AllowedResponseHeaders);
        Assert.Equal((true, "tid"), (options.RecordRoles, options.TenantClaim));
    }

    [Fact]
    public void CodeWinsWhereverItStands()
    {
        var services = new ServiceCollection();
        services.Configure<AuditHttpOptions>(o => o.WaitLimit = TimeSpan.FromSeconds(7));
        services.AddAuditTrail();
        services.AddAuditTrailHttp(o => o.Unmatched = UnmatchedRequests.All);
        services.AddSingleton(Configuration([new("AuditTrail:Http:Unmatched", "None"), new("AuditTrail:Http:WaitLimit", "00:00:01"), new("AuditTrail:Http:LongResponse", "00:00:01")]));
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<AuditHttpOptions>>().Value;

        Assert.Equal((UnmatchedRequests.All, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(1)), (options.Unmatched, options.WaitLimit, options.LongResponse));
    }

    [Theory]
    [InlineData("AuditTrail:Http:AllowedHeader", "X", "AuditTrail:Http:AllowedHeader is not an option; did you mean AuditTrail:Http:AllowedHeaders?")]
    [InlineData("AuditTrail:Http:Unmatched", "Sometimes", "AuditTrail:Http:Unmatched is 'Sometimes'; expected one of Failed, All, None.")]
    [InlineData("AuditTrail:Http:Unmatched:Which", "All", "AuditTrail:Http:Unmatched is one value, not a section or a list.")]
    [InlineData("AuditTrail:Http:LongResponse", "5", "AuditTrail:Http:LongResponse is '5'; expected a time")]
    [InlineData("AuditTrail:Http:LongResponse", "-00:00:05", "AuditTrail:Http:LongResponse is '-00:00:05'; expected a time")]
    [InlineData("AuditTrail:Http:WaitLimit", "00:00:00", "AuditTrail:Http:WaitLimit is '00:00:00'; expected a time")]
    [InlineData("AuditTrail:Http:Guarantee", "Always", "AuditTrail:Http:Guarantee is 'Always'; expected one of")]
    [InlineData("AuditTrail:Http:AllowedHeaders:0:Name", "X", "AuditTrail:Http:AllowedHeaders is a list of texts; AuditTrail:Http:AllowedHeaders:0 is none of it.")]
    [InlineData("AuditTrail:Http:AllowedHeaders:X-Department", "true", "AuditTrail:Http:AllowedHeaders is a list of texts; AuditTrail:Http:AllowedHeaders:X-Department is none of it.")]
    [InlineData("AuditTrail:Http:AllowedHeaders:0", "Cookie", "AuditHttpOptions.AllowedHeaders (AuditTrail:Http:AllowedHeaders): 'Cookie' is never recorded")]
    [InlineData("AuditTrail:Http", "on", "AuditTrail:Http is a section with keys of its own, not the value 'on'.")]
    public async Task AWrongSettingStopsTheStartAndIsNamedInFull(string key, string value, string problem)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => WebApp.StartAsync(a => a.MapGet("/", () => ""), settings: new Dictionary<string, string?> { [key] = value }));

        Assert.StartsWith(problem, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheRecorderDoesNotTakeTheSectionForAMisspelling()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["AuditTrail:Http:AllowedHeaders:0"] = "X-Department", ["AuditTrail:Source"] = "orders.example.com" });
        builder.Services.AddAuditTrail();
        builder.Services.UseInMemoryAuditTrail();
        await using var app = builder.Build();

        Assert.Equal("orders.example.com", app.Services.GetRequiredService<IAuditRecorder>().Source);
    }

    [Fact]
    public void EveryOptionThatIsNoCodeIsAKeyAndInTheDocument()
    {
        var names = typeof(AuditHttpOptions).GetProperties().Where(p => !typeof(Delegate).IsAssignableFrom(p.PropertyType)).Select(p => p.Name).Order().ToArray();
        var options = Read([.. names.Select(name => new KeyValuePair<string, string?>($"AuditTrail:Http:{name}", name == "Recorder" || name.StartsWith("Allowed", StringComparison.Ordinal) ? "x" : "?"))]);
        var document = File.ReadAllText(Path.Combine(RepositoryRoot, "docs", "configuration.md"));

        Assert.DoesNotContain(options.Problems, problem => problem.Contains("is not an option", StringComparison.Ordinal));
        Assert.Equal(names, DocumentedKeys().Matches(document).Select(match => match.Groups["name"].Value).Order());
    }

    private static string RepositoryRoot =>
        typeof(HttpConfigurationTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static AuditHttpOptions Read(KeyValuePair<string, string?>[] settings)
    {
        var options = new AuditHttpOptions();
        new HttpOptionsFromConfiguration(Configuration(settings)).Configure(options);
        return options;
    }

    private static IConfiguration Configuration(KeyValuePair<string, string?>[] settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    [GeneratedRegex(@"^\| `Http:(?<name>\w+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex DocumentedKeys();
}
