using System.Globalization;
using System.Text.Json;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Diagnostics;
using AuditTrail.Events;
using AuditTrail.Hosting;
using AuditTrail.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws.Tests.Load;

/// <summary>An application with a journal on disk that records numbered events as fast as it can.</summary>
internal sealed class LoadedHost : IAsyncDisposable
{
    public const string Account = "123456789012";
    public const string Poison = "PoisonOrder";

    private readonly TemporaryDirectory _directory = new();
    private readonly IHost _host;

    public LoadedHost(TimeProvider time, Action<AuditTrailBuilder> trails)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "orders.example.com", ContentRootPath = _directory.Path });
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<ILoggerProvider>(Log);
        builder.Services.AddAuditTrail(audit =>
        {
            audit.From("orders.example.com").Directory(_directory.Path).Configure(options =>
            {
                (options.AccountId, options.Region) = (Account, "eu-central-1");
                options.WaitLimit = TimeSpan.FromHours(1);
                options.DrainTimeout = TimeSpan.FromSeconds(2);
            });
            trails(audit);
            audit.Trail(RecordedEvents.Trail, trail => trail.To(_ => Recorded));
        });
        _host = builder.Build();
    }

    public TrailLog Log { get; } = new();

    public RecordedEvents Recorded { get; } = new();

    private IAuditRecorder Recorder => _host.Services.GetRequiredService<IAuditRecorder>();

    public TrailStatus Trail(string name) => Recorder.GetStatus().Trails.Single(trail => trail.Name == name);

    public Task StartAsync() => _host.StartAsync();

    public Task StopAsync() => _host.StopAsync();

    /// <summary>Records the numbers in order; one caller, who waits only when the queue is full.</summary>
    /// <param name="from">The first number.</param>
    /// <param name="to">The first number that is not recorded.</param>
    /// <param name="isPoison">Which numbers get an event that the destination refuses for ever.</param>
    /// <param name="before">Called before each event is recorded.</param>
    public async Task RecordAsync(int from, int to, Func<int, bool>? isPoison = null, Action<int>? before = null)
    {
        var options = new RecordOptions { Guarantee = AuditGuarantee.Accepted };
        for (var number = from; number < to; number++)
        {
            before?.Invoke(number);
            var poison = isPoison?.Invoke(number) == true;
            var item = AuditEvent.Create("orders.example.com", poison ? Poison : "RefundOrder", UserIdentity.User("u-17", "alice"))
                .SourceIp("203.0.113.7")
                .UserAgent("Mozilla/5.0 (X11; Linux x86_64)")
                .Resource("Shop::Order", number.ToString(CultureInfo.InvariantCulture))
                .Request("number", number)
                .Request("amount", 12.50m)
                .Response("state", "refunded");
            var receipt = await Recorder.RecordAsync(item, options);
            Assert.Equal(RecordOutcome.Recorded, receipt.Outcome);
        }
    }

    public Task DeliveredAsync(string trail) => Eventually.IsTrueAsync(
        () => Trail(trail) is { Pending: 0 }, () => $"everything of {trail} is delivered; {Trail(trail).Pending} are not, because of: {Trail(trail).Problem}", TimeSpan.FromMinutes(TestScale.Of(2, 5, 60)));

    /// <summary>The numbers of the trail's dead letters, in their order, with the reasons.</summary>
    public IReadOnlyList<(long Number, string Reason)> DeadLetters(string trail)
    {
        var file = Path.Combine(_directory.Path, "dead-letters", trail + ".jsonl");
        return !File.Exists(file) ? [] : [.. File.ReadLines(file).Select(line =>
        {
            using var letter = JsonDocument.Parse(line);
            var record = letter.RootElement.GetProperty("event");
            var number = record.TryGetProperty("requestParameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object ? parameters.GetProperty("number").GetInt64() : -1;
            return (number, letter.RootElement.GetProperty("reason").GetString()!);
        })];
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        _directory.Dispose();
    }
}
