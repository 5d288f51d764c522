using System.Globalization;
using AuditTrail.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>The same few steps every time, so that the n-th call is the same call: appends alone and in groups, new segments, deletion, an idle moment, a close.</summary>
internal sealed class FaultWorkload(ulong seed, int patience)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly JournalOptions Options = new() { SegmentBytes = 1024, MaxBytes = 1 << 20, ReserveBytes = 4096 };

    private readonly SimulatedDisk _disk = new(seed);
    private readonly SimulatedClock _clock = new();
    private readonly JournalModel _model = new();
    private readonly Dice _dice = new(seed);
    private readonly List<AppendResult> _results = [];

    public int Calls { get; private set; }

    /// <summary>Calls before the last append was made.</summary>
    public int CallsBeforeLast { get; private set; }

    public int Recorded => _results.Count(r => r.Outcome == AppendOutcome.Recorded);

    public int Refused => _results.Count(r => r.Outcome == AppendOutcome.Refused);

    public int Late => _results.Count(r => r.Outcome == AppendOutcome.Late);

    public AppendResult Last => _results[^1];

    /// <summary>Whether the last append is in the journal, in time or late.</summary>
    public bool LastIsThere { get; private set; }

    public string? Problem { get; private set; }

    public bool Opened { get; private set; }

    /// <summary>Runs all steps under <paramref name="faults"/>, loses power, and reads on a disk that works again.</summary>
    public async Task RunAsync(Func<StorageCall, StorageFault> faults)
    {
        var storage = _disk.Mount(faults);
        try
        {
            var journal = AuditJournal.Open(storage, Options, _clock, NullLogger.Instance);
            Opened = true;
            await WorkAsync(journal, storage);
        }
        catch (IOException) when (!Opened && storage.Faults > 0)
        {
            // The host says that it cannot start, which is an answer.
        }

        Calls = storage.Calls;
        _disk.LosePower();
        await ReadBackAsync();
    }

    private async Task WorkAsync(AuditJournal journal, SimulatedStorage storage)
    {
        for (var i = 0; i < 6; i++)
        {
            await AppendAsync(journal, 1);
        }

        await AppendAsync(journal, 5);
        journal.Release(4);
        _model.WasReleased(4);
        await AppendAsync(journal, 3);
        _clock.Advance(TimeSpan.FromMilliseconds(300));
        for (var i = 0; i < 8; i++)
        {
            await AppendAsync(journal, 1);
        }

        // What failed for a while gets the time to come back.
        for (var i = 0; i < patience && journal.GetStatus().Problem is not null; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(1);
        }

        CallsBeforeLast = storage.Calls;
        await AppendAsync(journal, 1);
        if (Last.Outcome == AppendOutcome.Late)
        {
            await EndAsync(ComeTrueAsync(journal, Last.Sequence), "a late append");
        }

        LastIsThere = Last.Outcome == AppendOutcome.Recorded || (Last.Outcome == AppendOutcome.Late && journal.DurableSequence >= Last.Sequence);
        var status = journal.GetStatus();
        Problem = status.Problem;
        if (status.Refused != Refused)
        {
            throw new InvariantBrokenException(Invariant.I12, $"{status.Refused} are counted as refused; callers were told so of {Refused}.");
        }

        await EndAsync(journal.CloseAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10), _clock).Token).AsTask(), "the close");
        await EndAsync(journal.DisposeAsync().AsTask(), "the disposal");
    }

    private async Task AppendAsync(AuditJournal journal, int count)
    {
        var pending = new List<(int Number, Task<AppendResult> Append)>();
        for (var i = 0; i < count; i++)
        {
            var (number, payload) = _model.Offer(_dice, 150);
            pending.Add((number, journal.AppendAsync(
                payload, FrameKind.Event, FrameFlags.None, _clock.GetUtcNow(), AckLevel.Durable, TimeSpan.FromSeconds(2), CancellationToken.None).AsTask()));
        }

        foreach (var (number, append) in pending)
        {
            await EndAsync(append, "an append");
            var result = await append;
            _results.Add(result);
            switch (result.Outcome)
            {
                case AppendOutcome.Recorded:
                    _model.WasRecorded(number, result.Sequence);
                    break;
                case AppendOutcome.Refused:
                    _model.WasRefused(number);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>On a busy machine the simulated clock gets ahead of a writer that has no processor yet: what is late is judged when it is there, or a failure is known.</summary>
    private static async Task ComeTrueAsync(AuditJournal journal, long sequence)
    {
        while (journal.DurableSequence < sequence && journal.GetStatus().Problem is null)
        {
            await Task.Delay(1);
        }
    }

    private async Task EndAsync(Task task, string what)
    {
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!task.IsCompleted && await Task.WhenAny(task, Task.Delay(1)) != task)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1500));
            if (System.Diagnostics.Stopwatch.GetElapsedTime(begun) > Deadline)
            {
                throw new InvariantBrokenException(Invariant.Liveness, $"{what} does not end.");
            }
        }
    }

    private async Task ReadBackAsync()
    {
        await using var journal = AuditJournal.Open(_disk.Mount(), Options, _clock, NullLogger.Instance);
        if (journal.Recovery.Losses.Count > 0)
        {
            throw new InvariantBrokenException(Invariant.I6, string.Create(CultureInfo.InvariantCulture, $"{journal.Recovery.Losses[0]}"));
        }

        var entries = new List<(long, byte[])>();
        using var reader = journal.OpenReader(journal.OldestSequence);
        while (reader.TryRead(out var entry))
        {
            entries.Add((entry.Sequence, entry.Payload.ToArray()));
        }

        _model.Check(entries, "the reader");
    }
}
