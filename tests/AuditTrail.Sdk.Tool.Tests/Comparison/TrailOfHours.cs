using System.Security.Cryptography;
using System.Text.Json;
using AuditTrail.Archive;
using AuditTrail.Events;
using AuditTrail.Recording;
using AuditTrail.Tool.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(AuditTrail.Tool.Tests.Comparison.TrailOfHours))]

namespace AuditTrail.Tool.Tests.Comparison;

/// <summary>An archive of some hours that the library wrote on a simulated clock: four lives of the application, two keys, down times, and hours without an event.</summary>
public sealed class TrailOfHours : IAsyncLifetime
{
    public const string Account = "111122223333";
    public const string Region = "us-east-1";
    public const string Bucket = "audit-archive";

    private readonly TemporaryDirectory _directory = new();

    /// <summary>The archive's root.</summary>
    public string Archive => _directory.File("archive");

    public IReadOnlyList<RSA> Keys { get; } = [RSA.Create(2048), RSA.Create(2048)];

    /// <summary>The keys in a file each, as they are given to the tool.</summary>
    public IReadOnlyList<string> KeyFiles => [_directory.File("first.pem"), _directory.File("second.pem")];

    /// <summary>A key that signed nothing here.</summary>
    public string OtherKeyFile => _directory.File("other.pem");

    /// <summary>The trail's name in the digests.</summary>
    public string Trail { get; private set; } = "";

    /// <summary>The first digest's start.</summary>
    public string Start { get; private set; } = "";

    /// <summary>The last digest's end.</summary>
    public string End { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        foreach (var (key, file) in Keys.Zip(KeyFiles))
        {
            await File.WriteAllTextAsync(file, key.ExportRSAPublicKeyPem());
        }

        using var other = RSA.Create(2048);
        await File.WriteAllTextAsync(OtherKeyFile, other.ExportSubjectPublicKeyInfoPem());
        var clock = new SimulatedClock(new DateTimeOffset(2026, 11, 22, 22, 30, 0, TimeSpan.Zero));
        await LiveAsync(clock, Keys[0], hours: 2, silent: 1);
        await clock.AdvanceAsync(TimeSpan.FromMinutes(25)); // nobody runs
        await LiveAsync(clock, Keys[0], hours: 1, silent: 5);
        await LiveAsync(clock, Keys[1], hours: 2, silent: 0);
        await clock.AdvanceAsync(TimeSpan.FromMinutes(100));
        await LiveAsync(clock, Keys[1], hours: 1, silent: 5);

        using var archive = new ArchiveCopy(Archive);
        using var first = JsonDocument.Parse(ArchiveCopy.Read(archive.Digests[0]));
        using var last = JsonDocument.Parse(ArchiveCopy.Read(archive.Digests[^1]));
        Start = first.RootElement.GetProperty("digestStartTime").GetString()!;
        End = last.RootElement.GetProperty("digestEndTime").GetString()!;
        Trail = Path.GetFileName(archive.Digests[0]).Split('_')[3];
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        foreach (var key in Keys)
        {
            key.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>One life of the application, from its start to a clean stop.</summary>
    /// <param name="clock">Its clock.</param>
    /// <param name="key">What it signs with.</param>
    /// <param name="hours">How long it lives.</param>
    /// <param name="silent">The hour in which nothing happens, counted from zero.</param>
    private async Task LiveAsync(SimulatedClock clock, RSA key, int hours, int silent)
    {
        using var signer = RsaDigestSigner.FromPem(key.ExportRSAPrivateKeyPem());
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddAuditTrail(audit => audit
            .From("orders.example.com")
            .Directory(_directory.File("journal"))
            .Configure(options => (options.AccountId, options.Region) = (Account, Region))
            .Trail("orders", trail => trail.ToArchive(Archive, options => (options.Signer, options.Bucket) = (signer, Bucket))));
        using var host = builder.Build();
        await host.StartAsync();
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();
        var begun = Digests();
        await UntilAsync(clock, () => recorder.GetStatus().Trails[0].Pending == 0 && Digests() > 0);
        var first = clock.GetUtcNow();
        for (var step = 0; step < hours * 6; step++)
        {
            if (step / 6 != silent)
            {
                await recorder.RecordAsync(AuditEvent.Create(recorder.Source, "RefundOrder", UserIdentity.User("u-1", "alice")).Resource("Shop::Order", $"{step}"));
            }

            await clock.AdvanceAsync(TimeSpan.FromMinutes(10));
            await UntilAsync(clock, () => recorder.GetStatus().Trails[0].Pending == 0 && Digests() >= begun + ((step + 1) / 6));
        }

        Assert.True(clock.GetUtcNow() - first < TimeSpan.FromHours(hours + 1), "time ran away");
        await host.StopAsync();
    }

    /// <summary>Time goes on only when those who work in it have had theirs.</summary>
    private static async Task UntilAsync(SimulatedClock clock, Func<bool> reached)
    {
        for (var looks = 1; !reached(); looks++)
        {
            Assert.True(looks < 20_000, "waited for minutes");
            await (looks % 20 == 5 ? clock.AdvanceAsync(TimeSpan.FromSeconds(20)) : Task.Delay(5));
        }
    }

    private int Digests() => Directory.Exists(Archive) ? Directory.GetFiles(Archive, "*_CloudTrail-Digest_*.json.gz", SearchOption.AllDirectories).Length : 0;
}
