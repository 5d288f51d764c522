using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Amazon.Runtime;
using AuditTrail.Benchmarks.Contenders;
using AuditTrail.Events;
using AuditTrail.Hosting;
using AuditTrail.Sinks;
using AuditTrail.TestServers;
using AuditTrail.TestServers.CloudTrailLake;
using AuditTrail.TestServers.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Benchmarks.Sinks;

/// <summary>
/// What does a sink of the network cost, beside a bare loop that posts the same bytes to the same server? The loop posts, one after the other, what the sink was seen to send: signed, formed and
/// compressed by nobody. The server is another process that reads and answers.
/// </summary>
internal static class SinkTable
{
    private static readonly (string Name, string Server, Action<TrailBuilder, string> Configure)[] Contenders =
    [
        ("webhook, JSON array", SinkServer.Webhook, (trail, address) => trail.ToWebhook(address, hook => Hook(hook, WebhookFormat.JsonArray, gzip: false))),
        ("webhook, JSON array, gzip", SinkServer.Webhook, (trail, address) => trail.ToWebhook(address, hook => Hook(hook, WebhookFormat.JsonArray, gzip: true))),
        ("webhook, NDJSON", SinkServer.Webhook, (trail, address) => trail.ToWebhook(address, hook => Hook(hook, WebhookFormat.NdJson, gzip: false))),
        ("webhook, NDJSON, gzip", SinkServer.Webhook, (trail, address) => trail.ToWebhook(address, hook => Hook(hook, WebhookFormat.NdJson, gzip: true))),
        ("CloudTrail Lake", SinkServer.Lake, (trail, address) => trail.ToCloudTrailLake(new LakeRules().ChannelArn, lake => (lake.Endpoint, lake.Credentials) = (address, Credentials))),
        ("CloudWatch Logs", SinkServer.Logs, (trail, address) => trail.ToCloudWatchLogs("orders/audit", logs => (logs.Endpoint, logs.Region, logs.Credentials) = (address, "eu-central-1", Credentials))),
    ];

    private static readonly BasicAWSCredentials Credentials = new(SigningCredentials.Example.AccessKeyId, SigningCredentials.Example.SecretAccessKey);

    public static async Task<string> MeasureAsync(bool quick)
    {
        var events = quick ? 50_000 : 200_000;
        var table = new StringBuilder("### Sinks\n\n| into | events a request | body bytes an event | of the record | events a second | time beside the loop | CPU an event | … of the loop | allocated an event | … of the loop |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var (name, server, configure) in Contenders)
        {
            await AddAsync(table, name, server, configure, events);
        }

        return table.AppendLine().ToString();
    }

    private static void Hook(WebhookSinkOptions hook, WebhookFormat format, bool gzip) =>
        (hook.Secret, hook.AllowHttp, hook.Format, hook.Gzip) = ("whsec_" + Convert.ToBase64String(new byte[32]), true, format, gzip);

    private static async Task AddAsync(StringBuilder table, string name, string kind, Action<TrailBuilder, string> configure, int events)
    {
        var seen = new List<ReceivedRequest>();
        AuditBatch[] batches;
        await using (var capturing = await SinkServer.OpenAsync(kind, seen.Add))
        await using (var services = Services())
        {
            var sink = Create(services, configure, capturing.Address);
            batches = [.. Batches(events / 10, sink.Limits)];
            await DeliverAsync(sink, batches);
            await DisposeAsync(sink);
        }

        seen.RemoveAll(request => request.Header("x-amz-target") is { } target && !target.EndsWith("PutLogEvents", StringComparison.Ordinal));
        using var server = await SinkServer.StartAsync(kind);
        await using var provider = Services();
        var measured = Create(provider, configure, server.Address);
        using var client = new HttpClient();
        Task LoopAsync() => PostAsync(client, server.Address, seen);
        Task SinkAsync() => DeliverAsync(measured, batches);
        await SinkAsync();
        await LoopAsync();
        // In turns, and the best of each: what else the machine does meets both.
        var (loop, own) = (Cost.Worst, Cost.Worst);
        for (var turn = 0; turn < 5; turn++)
        {
            loop = loop.Better(await MeasureAsync(LoopAsync));
            own = own.Better(await MeasureAsync(SinkAsync));
        }

        await DisposeAsync(measured);
        var count = (double)batches.Sum(batch => batch.Count);
        table.AppendLine(
            CultureInfo.InvariantCulture,
            $"| {name} | {count / seen.Count:N0} | {seen.Sum(request => (long)request.Body.Length) / count:N0} B | {seen.Sum(request => (long)request.Body.Length) / (double)batches.Sum(batch => batch.Bytes):P0} | {count / own.Time.TotalSeconds:N0} | {own.Time / loop.Time:N2} | {own.Cpu.TotalMicroseconds / count:N2} µs | {loop.Cpu.TotalMicroseconds / count:N2} µs | {own.Bytes / count:N0} B | {loop.Bytes / count:N0} B |");
        Console.WriteLine($"// {name}: {own.Time.TotalMilliseconds:N0} ms, loop {loop.Time.TotalMilliseconds:N0} ms, {count:N0} events of {batches.Sum(batch => batch.Bytes) / count:N0} B");
    }

    private static async Task<Cost> MeasureAsync(Func<Task> work)
    {
        GC.Collect();
        var (bytes, cpu, began) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        for (var round = 0; round < 10; round++)
        {
            await work();
        }

        return new(Stopwatch.GetElapsedTime(began) / 10, (Environment.CpuUsage.TotalTime - cpu) / 10, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / 10.0);
    }

    private static async Task DeliverAsync(IAuditSink sink, AuditBatch[] batches)
    {
        foreach (var batch in batches)
        {
            var result = await sink.DeliverAsync(batch, CancellationToken.None);
            if (result.Status != DeliveryStatus.Delivered || result.Rejected.Count > 0)
            {
                throw new InvalidOperationException($"Not delivered: {result.Reason}{(result.Rejected.Count > 0 ? result.Rejected[0].Reason : "")}");
            }
        }
    }

    private static async Task PostAsync(HttpClient client, string address, List<ReceivedRequest> requests)
    {
        var root = new Uri(address).GetLeftPart(UriPartial.Authority);
        foreach (var request in requests)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, root + request.Path + (request.Query.Length > 0 ? "?" + request.Query : "")) { Content = new ReadOnlyMemoryContent(request.Body) };
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.Header("content-type")!);
            if (request.Header("x-amz-target") is { } target)
            {
                message.Headers.Add("x-amz-target", target);
            }

            using var response = await client.SendAsync(message);
            await response.Content.ReadAsByteArrayAsync();
            response.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Batches as delivery cuts them for this sink.</summary>
    private static IEnumerable<AuditBatch> Batches(int events, SinkLimits limits)
    {
        var (sequence, batch, bytes) = (1L, new List<AuditEvent>(), 0L);
        for (var number = 0; number < events; number++)
        {
            var item = SampleEvent.Build(number).Build();
            var size = AuditBatch.Of([item], firstSequence: 1_000_000).Bytes + limits.OverheadPerEvent;
            if (batch.Count == limits.MaxEvents || (batch.Count > 0 && bytes + size > limits.MaxBytes))
            {
                yield return AuditBatch.Of(batch, firstSequence: sequence);
                (sequence, bytes) = (sequence + batch.Count, 0);
                batch.Clear();
            }

            batch.Add(item);
            bytes += size;
        }

        yield return AuditBatch.Of(batch, firstSequence: sequence);
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddAuditTrail();
        return services.BuildServiceProvider();
    }

    private static IAuditSink Create(ServiceProvider services, Action<TrailBuilder, string> configure, string address)
    {
        var setup = new TrailSetup("trail", TrailSetup.Code);
        configure(new TrailBuilder(setup), address);
        return setup.Problems.Count > 0 ? throw new InvalidOperationException(string.Join(' ', setup.Problems)) : setup.CreateSink!(new SinkContext
        {
            Recorder = "",
            Trail = setup.Name,
            AccountId = "123456789012",
            Region = "eu-central-1",
            Directory = Path.GetTempPath(),
            Time = new UnpacedTime(),
            Loggers = NullLoggerFactory.Instance,
            Services = services,
        });
    }

    private static async ValueTask DisposeAsync(IAuditSink sink)
    {
        switch (sink)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    private readonly record struct Cost(TimeSpan Time, TimeSpan Cpu, double Bytes)
    {
        public static Cost Worst => new(TimeSpan.MaxValue, TimeSpan.MaxValue, double.MaxValue);

        public Cost Better(Cost other) => new(Time < other.Time ? Time : other.Time, Cpu < other.Cpu ? Cpu : other.Cpu, Math.Min(Bytes, other.Bytes));
    }
}
