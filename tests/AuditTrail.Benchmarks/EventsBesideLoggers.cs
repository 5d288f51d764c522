using AuditTrail.Benchmarks.Contenders;
using AuditTrail.Benchmarks.Support;
using BenchmarkDotNet.Attributes;

namespace AuditTrail.Benchmarks;

/// <summary>How many events a second do N callers get into a file, beside the logging libraries, which sync nothing?</summary>
[EventsPerSecond]
public class EventsBesideLoggers
{
    // Rounds of 512 callers enough for groups to form.
    private const int Events = 16_384;

    private string _directory = "";
    private ILoggedFile? _log;
    private JournalRecorder? _journal;
    private RecordingApplication? _application;

    [Params(1, 64, 512)]
    public int Callers { get; set; }

    [GlobalSetup(Target = nameof(SerilogAuditToFile))]
    public void OpenSerilogAudit() => Open(SerilogFile.Audit);

    [GlobalSetup(Target = nameof(SerilogWriteToFile))]
    public void OpenSerilogWrite() => Open(SerilogFile.Write);

    [GlobalSetup(Target = nameof(SerilogWriteToAsync))]
    public void OpenSerilogAsync() => Open(SerilogFile.Async);

    [GlobalSetup(Target = nameof(NLogToFile))]
    public void OpenNLog() => Open(directory => new NLogFile(directory, asynchronous: false));

    [GlobalSetup(Target = nameof(NLogAsync))]
    public void OpenNLogAsync() => Open(directory => new NLogFile(directory, asynchronous: true));

    [GlobalSetup(Target = nameof(Journal))]
    public void OpenJournal()
    {
        _directory = BenchmarkDirectory.Create(nameof(EventsBesideLoggers));
        _journal = new JournalRecorder(Storage.DiskStorage.At(_directory));
    }

    [GlobalSetup(Target = nameof(JournalAndFile))]
    public async Task OpenJournalAndFile()
    {
        _directory = BenchmarkDirectory.Create(nameof(EventsBesideLoggers));
        _application = await RecordingApplication.StartAsync(_directory);
    }

    [GlobalCleanup]
    public void Close()
    {
        _log?.Dispose();
        _journal?.Dispose();
        _application?.Dispose();
        BenchmarkDirectory.Delete(_directory);
    }

    /// <summary>Flushed to the kernel after each event; failures are thrown.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public Task SerilogAuditToFile() => LogAsync();

    /// <summary>Flushed to the kernel after each event; failures are dropped.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public Task SerilogWriteToFile() => LogAsync();

    /// <summary>A queue in memory, drained within the measurement.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public Task SerilogWriteToAsync() => LogAsync();

    /// <summary>Flushed to the kernel after each event.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public Task NLogToFile() => LogAsync();

    /// <summary>A queue in memory, drained within the measurement.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public Task NLogAsync() => LogAsync();

    /// <summary>This library without a trail: recorded <c>Durable</c>, the receipt awaited.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public async Task Journal()
    {
        await ConcurrentCallers.RunAsync(Callers, Events, (_, order) => _journal!.Recorder.RecordAsync(SampleEvent.Build(order)));
        _journal!.Release();
    }

    /// <summary>This library as <c>AddAuditTrail</c> sets it up: durable, and delivered into a JSON-lines file meanwhile.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public Task JournalAndFile() => ConcurrentCallers.RunAsync(Callers, Events, (_, order) => _application!.Recorder.RecordAsync(SampleEvent.Build(order)));

    private async Task LogAsync()
    {
        await ConcurrentCallers.RunAsync(Callers, Events, (_, order) =>
        {
            _log!.Log(order);
            return default(ValueTask<bool>);
        });
        _log!.Drain();
    }

    private void Open(Func<string, ILoggedFile> open)
    {
        _directory = BenchmarkDirectory.Create(nameof(EventsBesideLoggers));
        _log = open(_directory);
    }
}
