using AuditTrail.Hosting;
using AuditTrail.Recording;
using AuditTrail.Sinks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuditTrail.Tests.Hosting;

public sealed class ConfigurationErrorTests
{
    public static TheoryData<string, string, string> BadSettings => new()
    {
        // Misspelt keys: the full name, and the nearest right one.
        { "AuditTrail:Directori", "x", "AuditTrail:Directori is not an option; did you mean AuditTrail:Directory?" },
        { "AuditTrail:Journal:MaxByte", "1MiB", "AuditTrail:Journal:MaxByte is not an option; did you mean AuditTrail:Journal:MaxBytes?" },
        { "AuditTrail:Trials:x:Sink", "File", "AuditTrail:Trials is not an option; did you mean AuditTrail:Trails?" },
        { "AuditTrail:Trails:all:File:RolBytes", "1MiB", "AuditTrail:Trails:all:File:RolBytes is not an option; did you mean AuditTrail:Trails:all:File:RollBytes?" },
        { "AuditTrail:Trails:all:FromOldset", "true", "AuditTrail:Trails:all:FromOldset is not an option; did you mean AuditTrail:Trails:all:FromOldest?" },
        { "AuditTrail:Xyzzyplugh", "1", "AuditTrail:Xyzzyplugh is not an option." },

        // Wrong values: type, form, range.
        { "AuditTrail:WaitLimit", "5", "AuditTrail:WaitLimit is '5'; expected a time from 00:00:00 to " },
        { "AuditTrail:WaitLimit", "soon", "AuditTrail:WaitLimit is 'soon'; expected a time" },
        { "AuditTrail:WaitLimit", "00:00:00", "AuditTrail:WaitLimit is 00:00:00; expected 00:00:00.0010000 to 01:00:00." },
        { "AuditTrail:DrainTimeout", "02:00:00", "AuditTrail:DrainTimeout is 02:00:00; expected 00:00:00 to 01:00:00." },
        { "AuditTrail:Guarantee", "Durabel", "AuditTrail:Guarantee is 'Durabel'; expected one of Durable, Written, Accepted; did you mean Durable?" },
        { "AuditTrail:Guarantee", "1", "AuditTrail:Guarantee is '1'; expected one of Durable, Written, Accepted" },
        { "AuditTrail:OnFailure", "Ignore", "AuditTrail:OnFailure is 'Ignore'; expected one of Throw, Continue" },
        { "AuditTrail:AccountId", "1234", "AuditTrail:AccountId is '1234'; expected twelve digits, as 000000000000." },
        { "AuditTrail:Source", "audittrail", "AuditTrail:Source is 'audittrail', which is the trail's own source; give it the application's name." },
        { "AuditTrail:Journal:SegmentBytes", "64 parsecs", "AuditTrail:Journal:SegmentBytes is '64 parsecs'; expected a size" },
        { "AuditTrail:Journal:SegmentBytes", "1", "AuditTrail:Journal:SegmentBytes is 1; expected 1048576 to 1073741824." },
        { "AuditTrail:Journal:QueueEvents", "many", "AuditTrail:Journal:QueueEvents is 'many'; expected a whole number from 0 to 2147483647." },
        { "AuditTrail:Journal:QueueEvents", "0", "AuditTrail:Journal:QueueEvents is 0; expected 1 to 1000000." },
        { "AuditTrail:Trails:all:FromOldest", "yes", "AuditTrail:Trails:all:FromOldest is 'yes'; expected true or false." },
        { "AuditTrail:Trails:all:WhenBehind", "Skipp", "AuditTrail:Trails:all:WhenBehind is 'Skipp'; expected one of Hold, Skip; did you mean Skip?" },
        { "AuditTrail:Trails:all:Select", "ManagmentEvents", "AuditTrail:Trails:all:Select has 'ManagmentEvents'; expected ManagementEvents, DataEvents, InsightEvents, ReadOnly, WriteOnly, separated by commas; did you mean ManagementEvents?" },
        { "AuditTrail:Trails:all:Select", "ReadOnly, WriteOnly", "AuditTrail:Trails:all:Select: A selector cannot be both" },
        { "AuditTrail:Trails:all:File:Retention", "30", "AuditTrail:Trails:all:File:Retention is '30'; expected a time" },
        { "AuditTrail:Trails:all:File:Directory", "a\0b", "AuditTrail:Trails:all:File:Directory is not a path." },
        { "AuditTrail:Trails:all:File:RollBytes", "1", "AuditTrail:Trails:all:File:RollBytes is 1; a file takes at least 1,024 bytes." },

        // Wrong shapes.
        { "AuditTrail:Directory:Path", "x", "AuditTrail:Directory is one value, not a section or a list." },
        { "AuditTrail:Journal", "big", "AuditTrail:Journal is a section with keys of its own, not the value 'big'." },
        { "AuditTrail:Trails:loose", "File", "AuditTrail:Trails:loose is a section with keys of its own, not the value 'File'." },

        // Sinks and names.
        { "AuditTrail:Trails:x:Sink", "Flie", "AuditTrail:Trails:x:Sink is 'Flie'; expected one of File, Archive, Webhook, Memory; did you mean File?" },
        { "AuditTrail:Trails:x:Select", "WriteOnly", "AuditTrail:Trails:x:Sink is not set." },
        { "AuditTrail:Trails:all:Memory:Limit", "1", "AuditTrail:Trails:all:Memory is set, but AuditTrail:Trails:all:Sink is File: a trail has one sink" },
        { "AuditTrail:Trails:../up:Sink", "File", "The trail name '../up' is not a file name everywhere" },
        { "AuditTrail:Trails:coded:Sink", "File", "AuditTrail:Trails:coded is set up 2 times (AuditTrail:Trails:coded, code); keep one of them." },
        { "AuditTrail:Recorders:biling:Directory", "x", "AuditTrail:Recorders:biling is set, but no recorder of that name is registered; did you mean AuditTrail:Recorders:billing? Call AddAuditTrail(\"biling\") or remove the section." },
    };

    [Fact]
    public async Task ASectionOfAnotherPackageIsKnownOnlyWhereThatPackageIs()
    {
        await using var hosts = new AuditHost();
        var with = hosts.Build(services => services.AddSingleton(new PackageSection("Grid")).AddAuditTrail(), ("AuditTrail:Grid:Columns", "3"));
        var without = hosts.Build(services => services.AddAuditTrail("billing"), ("AuditTrail:Recorders:billing:Grid:Columns", "3"));

        await with.StartAsync();
        await with.StopAsync();
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => without.StartAsync());

        Assert.Contains("AuditTrail:Recorders:billing:Grid is not an option", Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatAPackageDoesNotReadInItsSectionIsAProblem()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("AuditTrail:Grid:Column", "3"), new("AuditTrail:Grid:Names", "a, b")]).Build();
        IReadOnlyList<string> names = [];

        var problems = new PackageSection("Grid").Read(configuration, section =>
        {
            section.Number("Columns", 1);
            names = section.Texts("Names");
        });

        Assert.Equal(["AuditTrail:Grid:Column is not an option; did you mean AuditTrail:Grid:Columns?"], problems);
        Assert.Equal(["a", "b"], names);
    }

    [Theory]
    [MemberData(nameof(BadSettings))]
    public async Task AWrongSettingStopsTheStartAndIsNamedInFull(string key, string value, string message)
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(
            services =>
            {
                services.AddAuditTrail(audit => audit.Trail("coded", trail => trail.ToMemory()));
                services.AddAuditTrail("billing");
            },
            ("AuditTrail:Trails:all:Sink", "File"),
            (key, value));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(hosts.ContentRoot));
    }

    [Fact]
    public async Task AllProblemsAreToldAtOnce()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(
            services => services.AddAuditTrail(audit => audit.Configure(options => options.WaitLimit = TimeSpan.Zero)),
            ("AuditTrail:Directori", "x"),
            ("AuditTrail:AccountId", "x"),
            ("AuditTrail:Trails:a:Sink", "S3"),
            ("AuditTrail:Trails:a:S3:Bucket", "b"));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(5, failure.Failures.Count());
    }

    [Fact]
    public async Task ASettingOfANamedRecorderIsNamedInFull()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail("billing"), ("AuditTrail:Recorders:billing:Jurnal:MaxBytes", "1"));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("AuditTrail:Recorders:billing:Jurnal is not an option; did you mean AuditTrail:Recorders:billing:Journal?", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATrailWithoutASinkIsAnError()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit.Trail("security", trail => trail.Select(select => select.WriteOnly()))));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("AuditTrail:Trails:security has no sink; say where it goes, as ToFile().", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "events")]
    [InlineData("audit", "events", "audit/")]
    [InlineData("", "own", "", "own")]
    public async Task TwoTrailsThatWriteTheSameFilesAreAnError(string first, string firstPrefix, string second = "", string secondPrefix = "events")
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(
            services => services.AddAuditTrail(audit => audit.Trail("coded", trail => trail.ToFile(file => (file.Directory, file.FileNamePrefix) = (first, firstPrefix)))),
            ("AuditTrail:Trails:all:Sink", "File"),
            ("AuditTrail:Trails:all:File:Directory", second),
            ("AuditTrail:Trails:all:File:FileNamePrefix", secondPrefix));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains($"AuditTrail:Trails: the trails 'all' and 'coded' write the same files, '{hosts.PathOf("audit", first, firstPrefix)}-*.jsonl'; give each its own Directory or FileNamePrefix.", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(hosts.ContentRoot));
    }

    [Fact]
    public async Task TrailsMayWriteFilesOfTheirOwnIntoOneDirectory()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit
            .Trail("all", trail => trail.ToFile())
            .Trail("writes", trail => trail.Select(events => events.WriteOnly()).ToFile(file => file.FileNamePrefix = "writes"))));

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["events", "writes"], Directory.GetFiles(hosts.PathOf("audit"), "*.jsonl").Select(file => Path.GetFileName(file).Split('-')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ATrailWithTwoSinksIsAnError()
    {
        await using var hosts = new AuditHost();

        var failure = Assert.Throws<InvalidOperationException>(() =>
            hosts.Build(services => services.AddAuditTrail(audit => audit.Trail("security", trail => trail.ToFile().ToMemory()))));

        Assert.Contains("'security' has its sink already", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASinkThatCannotBeMadeNamesItsTrail()
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail(audit => audit.Trail("lake", trail => trail.To(Broken))));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal("The sink of the audit trail 'lake' (set up in code) could not be made: no such lake", failure.Message);

        static IAuditSink Broken(SinkContext context) => throw new IOException("no such lake");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void EmptyNamesAreRefusedWhereTheyAreGiven(string? name)
    {
        var services = new ServiceCollection();

        Assert.ThrowsAny<ArgumentException>(() => services.AddAuditTrail(audit => audit.From(name!)));
        Assert.ThrowsAny<ArgumentException>(() => services.AddAuditTrail(audit => audit.Directory(name!)));
        Assert.ThrowsAny<ArgumentException>(() => services.AddAuditTrail(audit => audit.Trail(name!, _ => { })));
        Assert.ThrowsAny<ArgumentException>(() => services.AddAuditTrail(name!, _ => { }));
    }

    [Theory]
    [InlineData("Bad/Name")]
    [InlineData("con")]
    [InlineData(".hidden")]
    public async Task ARecorderNameHasToBeAFileName(string name)
    {
        await using var hosts = new AuditHost();
        var host = hosts.Build(services => services.AddAuditTrail(name));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains($"The recorder name '{name}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongSettingAlsoShowsWhenNoHostIsStarted()
    {
        await using var hosts = new AuditHost();
        var host = hosts.BuildInMemory(audit: null, ("AuditTrail:Garantee", "Written"));

        var failure = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IAuditRecorder>());

        Assert.Contains("did you mean AuditTrail:Guarantee?", failure.Message, StringComparison.Ordinal);
    }
}
