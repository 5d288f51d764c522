using AuditTrail.Benchmarks.Contenders;
using AuditTrail.Benchmarks.Support;
using AuditTrail.Events;
using AuditTrail.Recording;
using AuditTrail.Storage;
using BenchmarkDotNet.Attributes;

namespace AuditTrail.Benchmarks;

/// <summary>What does one event cost its caller from the builder to the journal, at each guarantee?</summary>
[CpuTime]
public class BuilderToJournal
{
    private readonly PlainRecord _record = new();
    private SyncedFile? _file;
    private string _directory = "";
    private JournalRecorder? _journal;
    private int _order;

    [GlobalSetup(Target = nameof(PlainWriter))]
    public Task SetUpPlainWriter() => SetUpAsync(nameof(PlainWriter), Synchronously(() => PlainWriter()));

    [GlobalSetup(Target = nameof(PlainWriterAndWrite))]
    public Task SetUpPlainWriterAndWrite() => SetUpAsync(nameof(PlainWriterAndWrite), Synchronously(PlainWriterAndWrite));

    [GlobalSetup(Target = nameof(BuildAndSerialise))]
    public Task SetUpBuildAndSerialise() => SetUpAsync(nameof(BuildAndSerialise), Synchronously(() => BuildAndSerialise()));

    [GlobalSetup(Target = nameof(BuildSerialiseAndQueue))]
    public Task SetUpBuildSerialiseAndQueue() => SetUpAsync(nameof(BuildSerialiseAndQueue), () => BuildSerialiseAndQueue().AsTask(), _ => new DiscardingStorage());

    [GlobalSetup(Target = nameof(Accepted))]
    public Task SetUpAccepted() => SetUpAsync(nameof(Accepted), () => Accepted().AsTask(), directory => DiskStorage.At(directory));

    [GlobalSetup(Target = nameof(Written))]
    public Task SetUpWritten() => SetUpAsync(nameof(Written), () => Written().AsTask(), directory => DiskStorage.At(directory));

    [GlobalSetup(Target = nameof(Durable))]
    public Task SetUpDurable() => SetUpAsync(nameof(Durable), () => Durable().AsTask(), directory => DiskStorage.At(directory));

    [GlobalCleanup]
    public void CleanUp()
    {
        _file!.Dispose();
        _journal?.Dispose();
        BenchmarkDirectory.Delete(_directory);
    }

    /// <summary>The limit: the same record from constants by a bare <c>Utf8JsonWriter</c> into a reused buffer, and nothing else.</summary>
    [Benchmark(Baseline = true)]
    public int PlainWriter()
    {
        _record.Write(++_order);
        return _record.Line.Length;
    }

    /// <summary>The ceiling of <c>Written</c>: that, and one write to the kernel.</summary>
    [Benchmark]
    public void PlainWriterAndWrite()
    {
        _record.Write(++_order);
        _file!.Append(_record.Line.Span);
    }

    /// <summary>The event built and written into a buffer of the thread; no recorder.</summary>
    [Benchmark]
    public int BuildAndSerialise()
    {
        var buffer = RecordBuffer.Rent();
        RecordWriter.Write(SampleEvent.Build(++_order).Build(), buffer);
        return buffer.WrittenSpan.Length;
    }

    /// <summary>Built, serialised and enqueued, on a disk that takes a millisecond and no CPU: what is paid at any guarantee. The target is 800 B and 2 us.</summary>
    [Benchmark]
    public ValueTask<AuditReceipt> BuildSerialiseAndQueue() => Record(AuditGuarantee.Accepted);

    /// <summary>In the queue; on a real disk the queue is full at this pace, and the caller goes as fast as the disk.</summary>
    [Benchmark]
    public ValueTask<AuditReceipt> Accepted() => Record(AuditGuarantee.Accepted);

    /// <summary>Handed to the kernel, one caller, one event at a time.</summary>
    [Benchmark]
    public ValueTask<AuditReceipt> Written() => Record(AuditGuarantee.Written);

    /// <summary>On the disk, one caller, one event at a time: a write, a sync and two changes of thread each.</summary>
    [Benchmark]
    public ValueTask<AuditReceipt> Durable() => Record(AuditGuarantee.Durable);

    private static Func<Task> Synchronously(Action operation) => () =>
    {
        operation();
        return Task.CompletedTask;
    };

    private ValueTask<AuditReceipt> Record(AuditGuarantee guarantee)
    {
        if ((++_order & 0xFFFF) == 0)
        {
            _journal!.Release();
        }

        return _journal!.Recorder.RecordAsync(SampleEvent.Build(_order), new RecordOptions { Guarantee = guarantee });
    }

    private async Task SetUpAsync(string benchmark, Func<Task> operation, Func<string, IStorage>? storage = null)
    {
        _directory = BenchmarkDirectory.Create(nameof(BuilderToJournal));
        _file = new SyncedFile(_directory);
        _journal = storage is null ? null : new JournalRecorder(storage(Path.Combine(_directory, "journal")));
        await new CpuMeter(CpuMeter.NameOf(typeof(BuilderToJournal), benchmark)).MeasureAsync(operation);
    }
}
