using System.Buffers;
using AuditTrail.Benchmarks.Contenders;
using AuditTrail.Benchmarks.Support;
using AuditTrail.Recording;
using AuditTrail.Storage;
using BenchmarkDotNet.Attributes;

namespace AuditTrail.Benchmarks;

/// <summary>How many durable events a second do N concurrent callers get, each waiting for its event before it sends the next?</summary>
[EventsPerSecond]
public class CallersBesideOthers
{
    // Enough rounds of 512 callers for groups to form, and not too many of what takes a sync each.
    private const int Events = 8192;
    private const int SyncedEvents = 1024;

    private readonly List<IDisposable> _resources = [];
    private string _directory = "";
    private Caller[] _callers = [];
    private GroupWriter? _writer;
    private SyncedFile? _file;
    private PlainRecord? _record;
    private JournalRecorder? _journal;
    private IAuditRecorder? _recorder;

    [Params(1, 8, 64, 256, 512)]
    public int Callers { get; set; }

    [GlobalSetup]
    public void CreateDirectory()
    {
        _directory = BenchmarkDirectory.Create(nameof(CallersBesideOthers));
        _callers = [.. Enumerable.Range(0, Callers).Select(_ => Hold(new Caller()))];
    }

    [GlobalSetup(Target = nameof(OneSyncPerEvent))]
    public void OpenOneSyncPerEvent()
    {
        CreateDirectory();
        var file = Hold(new SyncedFile(_directory));
        _writer = Hold(new GroupWriter(
            group =>
            {
                file.Append(group[0].Record.Line.Span);
                file.Sync();
            },
            maxGroup: 1));
    }

    [GlobalSetup(Target = nameof(SqliteInGroups))]
    public void OpenSqlite()
    {
        CreateDirectory();
        var table = Hold(new SqliteTable(_directory));
        _writer = Hold(new GroupWriter(table.Insert));
    }

    [GlobalSetup(Target = nameof(FileInGroups))]
    public void OpenFileInGroups()
    {
        CreateDirectory();
        var file = Hold(new SyncedFile(_directory));
        var bytes = new ArrayBufferWriter<byte>(64 * 1024);
        _writer = Hold(new GroupWriter(group =>
        {
            bytes.ResetWrittenCount();
            foreach (var caller in group)
            {
                bytes.Write(caller.Record.Line.Span);
            }

            file.Append(bytes.WrittenSpan);
            file.Sync();
        }));
    }

    [GlobalSetup(Target = nameof(Journal))]
    public void OpenJournal()
    {
        CreateDirectory();
        _journal = Hold(new JournalRecorder(DiskStorage.At(_directory)));
    }

    [GlobalSetup(Target = nameof(JournalAndFile))]
    public async Task OpenJournalAndFile()
    {
        CreateDirectory();
        var application = Hold(await RecordingApplication.StartAsync(_directory));
        _recorder = application.Recorder;
    }

    [GlobalSetup(Target = nameof(BareLoop))]
    public void OpenBareLoop()
    {
        CreateDirectory();
        _file = Hold(new SyncedFile(_directory));
        _record = Hold(new PlainRecord());
    }

    [GlobalCleanup]
    public void Close()
    {
        for (var i = _resources.Count - 1; i >= 0; i--)
        {
            _resources[i].Dispose();
        }

        BenchmarkDirectory.Delete(_directory);
    }

    /// <summary>A queue and one writer that syncs after each event.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = SyncedEvents)]
    public Task OneSyncPerEvent() => RunAsync(_writer!, SyncedEvents);

    /// <summary>A queue and one writer that inserts what has arrived in one transaction.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public Task SqliteInGroups() => RunAsync(_writer!, Events);

    /// <summary>A queue and one writer that writes and syncs what has arrived: no frames, no checksums, no recovery.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public Task FileInGroups() => RunAsync(_writer!, Events);

    /// <summary>This library without a trail: event built, recorded <c>Durable</c>, the receipt awaited.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public async Task Journal()
    {
        await RunAsync(_journal!.Recorder);
        _journal.Release();
    }

    /// <summary>This library as <c>AddAuditTrail</c> sets it up: every event is delivered into a JSON-lines file meanwhile.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public Task JournalAndFile() => RunAsync(_recorder!);

    /// <summary>The ceiling: no callers, no queue, no answers; as many records as there would be callers, one write and one sync a round.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public void BareLoop()
    {
        for (var round = 0; round < Events / Callers; round++)
        {
            _record!.Clear();
            for (var i = 0; i < Callers; i++)
            {
                _record.Append(i);
            }

            _file!.Append(_record.Line.Span);
            _file.Sync();
        }
    }

    private Task RunAsync(GroupWriter writer, int events) => ConcurrentCallers.RunAsync(Callers, events, (caller, order) => writer.AppendAsync(_callers[caller], order));

    private Task RunAsync(IAuditRecorder recorder) => ConcurrentCallers.RunAsync(Callers, Events, (_, order) => recorder.RecordAsync(SampleEvent.Build(order)));

    private T Hold<T>(T resource)
        where T : IDisposable
    {
        _resources.Add(resource);
        return resource;
    }
}
