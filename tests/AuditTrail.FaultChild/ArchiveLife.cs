using System.Globalization;
using AuditTrail.Archive;
using AuditTrail.Events;
using AuditTrail.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuditTrail.FaultChild;

/// <summary>One life of an application whose events go into an archive.</summary>
internal static class ArchiveLife
{
    public static async Task RunAsync(string directory, int count, int killAt)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ContentRootPath = directory });
        builder.Services.AddAuditTrail(audit => audit
            .Configure(options => (options.WaitLimit, options.DrainTimeout) = (TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60)))
            .Directory(Path.Combine(directory, "audit"))
            .Trail("security", trail => trail.FromOldest().ToArchive(_ => new KillingLogFileStore(new DirectoryLogFileStore(Path.Combine(directory, "archive")), killAt), archive =>
            {
                // Small and short, so that a short life has many of both.
                archive.SigningKeyFile = Path.Combine(directory, "key.pem");
                archive.MaxLogFileBytes = 4_000;
                archive.LogFileInterval = TimeSpan.FromSeconds(1);
                archive.DigestInterval = TimeSpan.FromSeconds(1);
            })));
        using var host = builder.Build();
        await host.StartAsync();
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();
        for (var i = 0; i < count; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{i}");
            await recorder.RecordAsync(AuditEvent.Create("orders.example.com", "RefundOrder", UserIdentity.Service("orders")).Request("id", id).Request("text", new string('x', 200)));
            Console.WriteLine($"recorded {id}");
        }

        await host.StopAsync();
    }
}
