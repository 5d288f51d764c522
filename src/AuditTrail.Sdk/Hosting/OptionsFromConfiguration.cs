using AuditTrail.Recording;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AuditTrail.Hosting;

/// <summary>Reads a recorder's section, by hand: the core does without reflection, and every key that is not read here or by a sink is reported.</summary>
internal sealed class OptionsFromConfiguration : IConfigureNamedOptions<AuditTrailOptions>
{
    private readonly IConfiguration? _configuration;
    private readonly IReadOnlyList<string> _recorders;
    private readonly TrailsFromConfiguration _trails;
    private readonly IReadOnlyList<string> _foreign;

    public OptionsFromConfiguration(IEnumerable<RecorderRegistration> recorders, IEnumerable<SinkType> sinkTypes, IEnumerable<PackageSection> packages, IConfiguration? configuration = null)
    {
        _configuration = configuration;
        _foreign = [RecorderRegistration.NamedSections, .. packages.Select(package => package.Name)];
        _recorders = [.. recorders.Select(recorder => recorder.Name)];
        _trails = new TrailsFromConfiguration([BuiltInSinks.FileType, BuiltInSinks.ArchiveType, BuiltInSinks.WebhookType, BuiltInSinks.MemoryType, .. sinkTypes]);
    }

    public void Configure(AuditTrailOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, AuditTrailOptions options)
    {
        if (_configuration is null || name is null || !_recorders.Contains(name, StringComparer.Ordinal))
        {
            return;
        }

        if (string.Equals(name, _recorders[0], StringComparison.Ordinal))
        {
            RejectUnregistered(_configuration, _recorders, options.Problems);
        }

        var section = new OptionsSection(_configuration.GetSection(RecorderRegistration.SectionOf(name)), options.Problems);
        Read(section, options);
        section.RejectUnknown(name.Length == 0 ? _foreign : []);
    }

    private void Read(OptionsSection section, AuditTrailOptions options)
    {
        options.Source = section.Text(nameof(options.Source), options.Source);
        options.Directory = section.Text(nameof(options.Directory), options.Directory);
        options.AccountId = section.Text(nameof(options.AccountId), options.AccountId) ?? options.AccountId;
        options.Region = section.Text(nameof(options.Region), options.Region);
        options.Guarantee = section.Choice<AuditGuarantee>(nameof(options.Guarantee), options.Guarantee);
        options.WaitLimit = section.Time(nameof(options.WaitLimit), options.WaitLimit);
        options.OnFailure = section.Choice<RecordFailurePolicy>(nameof(options.OnFailure), options.OnFailure);
        options.DrainTimeout = section.Time(nameof(options.DrainTimeout), options.DrainTimeout);

        var journal = section.Section(nameof(options.Journal));
        var limits = options.Journal;
        limits.MaxBytes = journal.Bytes(nameof(limits.MaxBytes), limits.MaxBytes);
        limits.SegmentBytes = journal.Bytes(nameof(limits.SegmentBytes), limits.SegmentBytes);
        limits.QueueBytes = journal.Bytes(nameof(limits.QueueBytes), limits.QueueBytes);
        limits.QueueEvents = journal.Number(nameof(limits.QueueEvents), limits.QueueEvents);
        limits.LockTimeout = journal.Time(nameof(limits.LockTimeout), limits.LockTimeout);
        limits.AllowNetworkFileSystem = journal.Flag(nameof(limits.AllowNetworkFileSystem), limits.AllowNetworkFileSystem);
        journal.RejectUnknown();

        _trails.Read(section.Section(nameof(options.Trails)), options.Trails);
    }

    // A section of a recorder that nobody registered would be settings that nobody reads.
    private static void RejectUnregistered(IConfiguration configuration, IReadOnlyList<string> recorders, List<string> problems)
    {
        var root = new OptionsSection(configuration.GetSection(RecorderRegistration.RootSection), []);
        var named = root.Section(RecorderRegistration.NamedSections);
        foreach (var name in named.Names().Where(name => !recorders.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            problems.Add($"{named.Path}:{name} is set, but no recorder of that name is registered{Spelling.DidYouMean(name, recorders.Where(known => known.Length > 0), named.Path)} Call AddAuditTrail(\"{name}\") or remove the section.");
        }
    }
}
