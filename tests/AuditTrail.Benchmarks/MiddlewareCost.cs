using AuditTrail.Benchmarks.Contenders;
using AuditTrail.Benchmarks.Support;
using AuditTrail.Benchmarks.Web;
using AuditTrail.Recording;
using AuditTrail.Storage;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Benchmarks;

/// <summary>What does the middleware add to a request, in bytes and in CPU time?</summary>
[CpuTime]
public class MiddlewareCost
{
    private const string Path = "/orders/17/refund";

    private string _directory = "";
    private JournalRecorder? _journal;
    private ShopApplication? _shop;
    private int _posted;

    [GlobalSetup(Target = nameof(BarePipeline))]
    public Task StartBarePipeline() => StartAsync(nameof(BarePipeline), () => ShopApplication.StartAsync());

    [GlobalSetup(Target = nameof(Skipped))]
    public Task StartSkipped() => StartAsync(nameof(Skipped), () => AuditedAsync(new SilentRecorder(), endpoint => endpoint.SkipAudit()));

    [GlobalSetup(Target = nameof(MiddlewareAlone))]
    public Task StartMiddlewareAlone() => StartAsync(nameof(MiddlewareAlone), () => AuditedAsync(new SilentRecorder()));

    [GlobalSetup(Target = nameof(HttpLogging))]
    public Task StartHttpLogging() =>
        StartAsync(nameof(HttpLogging), () => ShopApplication.StartAsync(services => services.AddFormattedHttpLogging(), app => app.UseHttpLogging()));

    [GlobalSetup(Target = nameof(Serialised))]
    public Task StartSerialised() => StartAsync(nameof(Serialised), () => AuditedAsync(new SerialisingRecorder()));

    [GlobalSetup(Target = nameof(RecordedWithoutADisk))]
    public Task StartRecordedWithoutADisk() => StartAsync(nameof(RecordedWithoutADisk), () => JournaledAsync(new DiscardingStorage(), AuditGuarantee.Accepted));

    [GlobalSetup(Target = nameof(RecordedDurably))]
    public Task StartRecordedDurably() => StartAsync(nameof(RecordedDurably), () => JournaledAsync(DiskStorage.At(_directory), AuditGuarantee.Durable));

    [GlobalSetup(Target = nameof(RecordedAndDelivered))]
    public Task StartRecordedAndDelivered() =>
        StartAsync(nameof(RecordedAndDelivered), () => ShopApplication.StartAsync(services => services.AddAuditTrail(audit => audit.Directory(_directory)), app => app.UseAuditTrail()));

    [GlobalCleanup]
    public async Task StopAsync()
    {
        await _shop!.DisposeAsync();
        _journal?.Dispose();
        BenchmarkDirectory.Delete(_directory);
    }

    /// <summary>The same application without the audit trail.</summary>
    [Benchmark(Baseline = true)]
    public Task<int> BarePipeline() => Post();

    /// <summary>The endpoint says <c>SkipAudit()</c>. The target is 0 B over the bare pipeline.</summary>
    [Benchmark]
    public Task<int> Skipped() => Post();

    /// <summary>The event is composed and given to a recorder that drops it.</summary>
    [Benchmark]
    public Task<int> MiddlewareAlone() => Post();

    /// <summary>ASP.NET Core's HttpLogging with its defaults, each message formatted and dropped.</summary>
    [Benchmark]
    public Task<int> HttpLogging() => Post();

    /// <summary>Composed, built, serialised and dropped: the same work as <see cref="HttpLogging"/>'s.</summary>
    [Benchmark]
    public Task<int> Serialised() => Post();

    /// <summary>Composed, built, serialised and enqueued, the wait for the disk apart. The target is 1.5 KB and 3 us of CPU over the bare pipeline.</summary>
    [Benchmark]
    public Task<int> RecordedWithoutADisk() => Post();

    /// <summary>One request at a time, each waiting for its event to be durable.</summary>
    [Benchmark]
    public Task<int> RecordedDurably() => Post();

    /// <summary>As <c>AddAuditTrail()</c> sets it up: durable, and delivered into a JSON-lines file meanwhile.</summary>
    [Benchmark]
    public Task<int> RecordedAndDelivered() => Post();

    private static Task<ShopApplication> AuditedAsync(IAuditRecorder recorder, Action<IEndpointConventionBuilder>? endpoint = null) =>
        ShopApplication.StartAsync(services => services.AddAuditTrailHttp(_ => { }).AddSingleton(recorder), app => app.UseAuditTrail(), endpoint);

    private Task<ShopApplication> JournaledAsync(IStorage storage, AuditGuarantee guarantee)
    {
        _journal = new JournalRecorder(storage);
        return ShopApplication.StartAsync(
            services => services.AddAuditTrailHttp(options => options.Guarantee = guarantee).AddSingleton(_journal.Recorder), app => app.UseAuditTrail());
    }

    private Task<int> Post()
    {
        if ((++_posted & 0xFFFF) == 0)
        {
            _journal?.Release();
        }

        return _shop!.Server.PostAsync(Path);
    }

    private async Task StartAsync(string benchmark, Func<Task<ShopApplication>> start)
    {
        _directory = BenchmarkDirectory.Create(nameof(MiddlewareCost));
        _shop = await start();
        await new CpuMeter(CpuMeter.NameOf(typeof(MiddlewareCost), benchmark)).MeasureAsync(Post);
    }
}
