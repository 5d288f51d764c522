using AuditTrail.Hosting;

namespace AuditTrail.Aws;

/// <summary>Reads the options that services have in common from a sink's section.</summary>
internal static class AwsServiceSection
{
    public static void Read(OptionsSection section, AwsServiceOptions options)
    {
        options.Endpoint = section.Text(nameof(options.Endpoint));
        options.UseFips = section.Text(nameof(options.UseFips)) is null ? null : section.Flag(nameof(options.UseFips));
        options.UseDualStack = section.Text(nameof(options.UseDualStack)) is null ? null : section.Flag(nameof(options.UseDualStack));
        options.Timeout = section.Time(nameof(options.Timeout), options.Timeout);
        options.ConnectTimeout = section.Time(nameof(options.ConnectTimeout), options.ConnectTimeout);
    }
}
