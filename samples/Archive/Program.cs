// Hours of an audit trail within seconds, archived and signed: dotnet run --project samples/Archive -- --out DIR --hours 5
using System.Globalization;
using System.Text.Json;
using AuditTrail.Archive;
using AuditTrail.Archive.Verification;
using AuditTrail.Events;
using AuditTrail.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
var directory = Path.GetFullPath(builder.Configuration["out"] ?? "out");
var (archive, keys) = (Path.Combine(directory, "archive"), new KeyFiles(directory));
if (!int.TryParse(builder.Configuration["hours"] ?? "5", CultureInfo.InvariantCulture, out var hours) || hours is < 1 or > 1_000 || Path.Exists(archive) || !keys.TryCreate())
{
    await Console.Error.WriteLineAsync($"usage: --out DIR [--hours 1..1000]; '{directory}' must have no archive and no keys yet, since the simulated time would begin again.");
    return 64;
}

var clock = new SimulatedClock(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero));
builder.Services.AddSingleton<TimeProvider>(clock);
builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Services.AddAuditTrail(audit => audit
    .From("orders.example.com")
    .Directory(Path.Combine(directory, "journal"))
    .Configure(options => (options.AccountId, options.Region) = ("111122223333", "us-east-1"))
    .Trail("orders", trail => trail.ToArchive(archive, options => options.SigningKeyFile = keys.Private)));
using var host = builder.Build();
await host.StartAsync();

var recorder = host.Services.GetRequiredService<IAuditRecorder>();
await UntilAsync(() => Digests() > 0); // the one that the chain begins with
for (var first = clock.GetUtcNow(); clock.GetUtcNow() < first.AddHours(hours); await clock.AdvanceAsync(TimeSpan.FromMinutes(1)))
{
    await UntilAsync(() => recorder.GetStatus().Trails[0].Pending < 5 && Digests() > (int)(clock.GetUtcNow() - first).TotalHours);
    if (clock.GetUtcNow().Hour % 2 == 0) // in every other hour nobody works, and its digest proves the silence
    {
        await recorder.RecordAsync(AuditEvent.Create(recorder.Source, "RefundOrder", UserIdentity.User("u-1", "alice")).Resource("Shop::Order", "17"));
    }
}

await host.StopAsync();
var proof = await new ArchiveVerifier(new DirectoryLogFileStore(archive), TrustedKeys.FromFiles(keys.Public)).VerifyAsync();
var chain = proof.Chains.Single();
var (start, end) = (chain.Start?.UtcDateTime, chain.End?.UtcDateTime);
Console.WriteLine(JsonSerializer.Serialize(new { chain.Bucket, chain.Prefix, account = chain.AccountId, chain.Region, chain.Trail, start, end, chain.Events }, JsonSerializerOptions.Web));
return 0;

// Time goes on only when those who work in it have had theirs.
async Task UntilAsync(Func<bool> reached)
{
    for (var looks = 1; !reached(); looks++)
    {
        await (looks % 20 == 5 ? clock.AdvanceAsync(TimeSpan.FromSeconds(20)) : Task.Delay(5));
    }
}

int Digests() => Directory.Exists(archive) ? Directory.GetFiles(archive, "*_CloudTrail-Digest_*.json.gz", SearchOption.AllDirectories).Length : 0;
