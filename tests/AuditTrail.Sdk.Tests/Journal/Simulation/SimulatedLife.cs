using AuditTrail.Journal;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>One life of the program: from an opened journal to the crash.</summary>
internal sealed class SimulatedLife(JournalSimulation history, SimulatedStorage storage, AuditJournal journal)
{
    /// <summary>How many different steps there are, the frequent ones counted more than once.</summary>
    public const int Steps = 20;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    private readonly Dice _dice = history.Dice;

    private JournalModel Model => history.Model;

    private SimulationTotals Totals => history.Totals;

    public async Task RunAsync(int steps)
    {
        for (var step = 0; step < steps && !storage.Crashed.IsCompleted; step++)
        {
            await StepAsync(_dice.Below(Steps));
        }
    }

    /// <summary>The real reader, from the oldest entry to the newest.</summary>
    public void CheckReader()
    {
        var durable = journal.DurableSequence;
        var entries = new List<(long, byte[])>();
        try
        {
            // Everything may be deleted, and then a reader from the beginning would be told so.
            using var reader = journal.OpenReader(journal.OldestSequence == 0 ? durable + 1 : journal.OldestSequence);
            while (reader.TryRead(out var entry))
            {
                if (entry.IsLost)
                {
                    throw new InvariantBrokenException(Invariant.I6, $"the reader reports {entry.Sequence} to {entry.ThroughSequence} as lost.");
                }

                entries.Add((entry.Sequence, entry.Payload.ToArray()));
            }
        }
        catch (IOException) when (storage.Crashed.IsCompleted || history.IsFaulty)
        {
            return;
        }

        Totals.Read += entries.Count;
        if (entries.Count > 0 && entries[^1].Item1 > journal.DurableSequence)
        {
            throw new InvariantBrokenException(Invariant.I7, $"the reader returned {entries[^1].Item1}, durable is {journal.DurableSequence}.");
        }

        if (durable > Model.Released && (entries.Count == 0 || entries[^1].Item1 < durable))
        {
            throw new InvariantBrokenException(Invariant.I1, $"the reader ends at {(entries.Count == 0 ? 0 : entries[^1].Item1)}, durable is {durable}.");
        }

        if (journal.OldestSequence > Model.Released + 1)
        {
            throw new InvariantBrokenException(Invariant.I9, $"the oldest entry is {journal.OldestSequence}, released is {Model.Released}.");
        }

        Model.Check(entries, "the reader");
    }

    /// <summary>One step; which one says a number below <see cref="Steps"/>.</summary>
    public async Task StepAsync(int step)
    {
        switch (step)
        {
            case < 8:
                await AppendAsync(AckLevel.Durable);
                break;
            case < 11:
                await AppendAsync(AckLevel.Written);
                break;
            case < 14:
                await AppendTogetherAsync(_dice.Between(2, 12));
                break;
            case < 16:
                ReadSome(history.Sinks[_dice.Below(2)]);
                break;
            case 16:
                await ReadBetweenWriteAndSyncAsync();
                break;
            case 17:
                Release();
                break;
            case 18:
                history.Clock.Advance(TimeSpan.FromMilliseconds(_dice.Between(1, 400)));
                break;
            default:
                history.Clock.Jump(TimeSpan.FromHours(_dice.Between(-48, 24)));
                break;
        }
    }

    private async Task AppendAsync(AckLevel level)
    {
        var (number, append) = Append(level);
        Count(number, level, await SettleAsync(append));
    }

    private async Task AppendTogetherAsync(int count)
    {
        using var hold = storage.Hold();
        var pending = new List<(int Number, AckLevel Level, Task<AppendResult> Append)>();
        for (var i = 0; i < count; i++)
        {
            var level = _dice.Chance(70) ? AckLevel.Durable : AckLevel.Written;
            var (number, append) = Append(level);
            pending.Add((number, level, append));
            if (i == 0)
            {
                await WaitAsync(Task.WhenAny(hold.Reached, append));
            }
        }

        hold.Dispose();
        foreach (var (number, level, append) in pending)
        {
            Count(number, level, await SettleAsync(append));
        }
    }

    /// <summary>The moment at which an entry is in the file and not durable; sometimes the last moment of this life.</summary>
    private async Task ReadBetweenWriteAndSyncAsync()
    {
        using var hold = storage.Hold(StorageOperation.Sync);
        var (number, append) = Append(AckLevel.Durable);
        await WaitAsync(Task.WhenAny(hold.Reached, append));
        ReadSome(history.Sinks[_dice.Below(2)]);
        if (_dice.Chance(50))
        {
            storage.Stop();
        }

        hold.Dispose();
        Count(number, AckLevel.Durable, await SettleAsync(append));
    }

    private (int Number, Task<AppendResult> Append) Append(AckLevel level)
    {
        var size = history.Settings.KillsThenPowerLosses ? _dice.Between(500, 1500) : _dice.Below(10) switch { < 6 => _dice.Below(100), < 9 => _dice.Below(700), _ => _dice.Below(3000) };
        var (number, payload) = Model.Offer(_dice, size);
        Totals.Offered++;
        return (number, journal.AppendAsync(
            payload, FrameKind.Event, FrameFlags.None, history.Clock.GetUtcNow(), level, TimeSpan.FromSeconds(5), CancellationToken.None).AsTask());
    }

    private void Count(int number, AckLevel level, AppendResult? result)
    {
        // What is answered after the crash, nobody hears.
        if (result is not { } answer || storage.Crashed.IsCompleted)
        {
            return;
        }

        switch (answer.Outcome)
        {
            case AppendOutcome.Recorded when level == AckLevel.Durable:
                Totals.Acknowledged++;
                Model.WasRecorded(number, answer.Sequence);
                break;
            case AppendOutcome.Recorded:
                Model.WasWritten(number, answer.Sequence);
                break;
            case AppendOutcome.Refused:
                Totals.Refused++;
                Model.WasRefused(number);
                history.Note($"payload {number} refused: {answer.Reason}");
                break;
            default:
                Totals.Late++;
                break;
        }

        if (answer.Outcome == AppendOutcome.Refused && storage.Faults == 0)
        {
            throw new InvariantBrokenException(Invariant.Liveness, $"payload {number} is refused without cause: {answer.Reason}");
        }
    }

    private async Task<AppendResult?> SettleAsync(Task<AppendResult> append)
    {
        await WaitAsync(append);
        if (append.IsCompletedSuccessfully && append.Result is { Outcome: AppendOutcome.Late } late && storage.Faults == 0)
        {
            await ComeTrueAsync(late);
        }

        return append.IsCompletedSuccessfully ? append.Result : append.IsFaulted ? throw append.Exception.InnerException ?? append.Exception : null;
    }

    /// <summary>
    /// On a busy machine the simulated clock gets ahead of a writer that has no processor yet. Without a fault nothing else may hold it up, so what is late
    /// has to become durable without any more simulated time.
    /// </summary>
    private async Task ComeTrueAsync(AppendResult late)
    {
        var given = System.Diagnostics.Stopwatch.GetTimestamp();
        while (journal.DurableSequence < late.Sequence && storage.Faults == 0 && !storage.Crashed.IsCompleted)
        {
            await Task.Delay(1);
            if (System.Diagnostics.Stopwatch.GetElapsedTime(given) > Deadline)
            {
                throw new InvariantBrokenException(Invariant.Liveness, $"{late.Sequence} is late without cause, and never recorded: {late.Reason}");
            }
        }
    }

    private async Task WaitAsync(Task task)
    {
        if (task.IsCompleted || storage.Crashed.IsCompleted)
        {
            return;
        }

        if (!history.IsFaulty)
        {
            await Task.WhenAny(task, storage.Crashed);
            return;
        }

        var given = System.Diagnostics.Stopwatch.GetTimestamp();
        while (await Task.WhenAny(task, storage.Crashed, Task.Delay(1)) is var first && first != task && first != storage.Crashed)
        {
            // Only who waits for time to pass is still waiting: a retry, or the wait limit.
            history.Clock.Advance(TimeSpan.FromMilliseconds(500));
            if (System.Diagnostics.Stopwatch.GetElapsedTime(given) > Deadline)
            {
                throw new InvariantBrokenException(Invariant.Liveness, "an append does not end.");
            }
        }
    }

    private void ReadSome(SimulatedSink sink)
    {
        if (history.Settings.Flaw == SimulationFlaw.ReaderPastDurable)
        {
            ReadPastDurable(sink);
            return;
        }

        using var reader = journal.OpenReader(sink.Cursor + 1);
        var count = _dice.Between(1, 40);
        try
        {
            for (var i = 0; i < count && reader.TryRead(out var entry); i++)
            {
                if (entry.IsLost || entry.Sequence != sink.Cursor + 1)
                {
                    throw new InvariantBrokenException(Invariant.I8, $"a sink at {sink.Cursor} is given {(entry.IsLost ? "the loss of " : "")}{entry.Sequence} to {entry.ThroughSequence}.");
                }

                if (entry.Sequence > journal.DurableSequence)
                {
                    throw new InvariantBrokenException(Invariant.I7, $"a sink was given {entry.Sequence}, durable is {journal.DurableSequence}.");
                }

                Model.WasSeen(entry.Sequence, entry.Payload.Span, "a sink's reader");
                sink.Advance(entry.Sequence);
                Totals.Read++;
            }
        }
        catch (IOException) when (storage.Crashed.IsCompleted || history.IsFaulty)
        {
            return;
        }

        if (_dice.Chance(history.Settings.Flaw == SimulationFlaw.ReleaseBeforeCursor ? 10 : 60))
        {
            sink.SyncCursor();
        }

        if (_dice.Chance(50))
        {
            Release();
        }
    }

    private void ReadPastDurable(SimulatedSink sink)
    {
        foreach (var (sequence, entry) in OracleReading.Of(history.Disk.Files()).Entries.Where(e => e.Key > sink.Cursor))
        {
            Model.WasSeen(sequence, entry.Payload, "a sink that reads ahead");
            sink.Advance(sequence);
        }
    }

    private void Release()
    {
        var through = history.Settings.Flaw == SimulationFlaw.ReleaseBeforeCursor ? history.Sinks.Min(s => s.Cursor) : history.Sinks.Min(s => s.DurableCursor);
        journal.Release(through);
        Model.WasReleased(history.Sinks.Min(s => s.DurableCursor));
        history.Note($"released {through}");
    }

    public async Task<bool> CloseAsync()
    {
        var close = journal.CloseAsync(CancellationToken.None).AsTask();
        await WaitAsync(close);
        return close.IsCompletedSuccessfully && !storage.Crashed.IsCompleted;
    }

    /// <summary>What the dead process leaves in this one: its thread.</summary>
    public async Task AbandonAsync() => await journal.AbandonAsync();
}
