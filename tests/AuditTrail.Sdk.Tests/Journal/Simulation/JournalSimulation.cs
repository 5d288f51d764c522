using System.Globalization;
using AuditTrail.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>The history of one journal through several lives of its program, all of it drawn from one seed.</summary>
/// <remarks>Appends are called one after the other and the writer is held while a group gathers, so that a seed repeats whatever the scheduler does.</remarks>
internal sealed class JournalSimulation
{
    private readonly ulong _seed;
    private readonly List<string> _trace = [];
    private SimulatedStorage? _storage;
    private Guid _stream;
    private bool _killedBefore;

    public JournalSimulation(ulong seed, SimulationSettings settings)
    {
        _seed = seed;
        Settings = settings;
        Dice = new Dice(seed ^ 0xA0D17);
        Disk = new SimulatedDisk(Dice.Next());
        Options = new JournalOptions
        {
            SegmentBytes = Dice.Pick(4096, 4096, 8192, 16384),
            MaxBytes = 64 << 20,
            ReserveBytes = Dice.Pick(0, 4096),
            QueueEvents = 256,
            MergeBytes = Dice.Pick(0L, 1L << 20),
            VerifyBytes = Dice.Pick(0L, 4096L, 1L << 20),
        };
    }

    public SimulationSettings Settings { get; }

    public Dice Dice { get; }

    public SimulatedDisk Disk { get; }

    public SimulatedClock Clock { get; } = new();

    public SimulatedSink[] Sinks { get; } = [new(), new()];

    public JournalModel Model { get; } = new();

    public SimulationTotals Totals { get; } = new() { Seeds = 1 };

    public JournalOptions Options { get; }

    /// <summary>True while calls may fail: then whoever waits may wait for a pause between attempts to pass.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>Runs all lives and the last reading; throws when an invariant is broken.</summary>
    public async Task RunAsync()
    {
        try
        {
            for (var lives = Dice.Between(1, Settings.MaxLives); lives > 0; lives--)
            {
                await LiveAsync();
            }

            await ReadAfterAllAsync();
        }
        catch (Exception exception)
        {
            throw Explain(exception);
        }
    }

    /// <summary>Runs a given program on a disk without faults: steps of a life, and above them the ways in which a life ends.</summary>
    public async Task RunAsync(IReadOnlyList<int> program)
    {
        try
        {
            SimulatedLife? life = null;
            foreach (var step in program)
            {
                life ??= Begin(faults: null);
                if (step < SimulatedLife.Steps)
                {
                    await life!.StepAsync(step);
                }
                else
                {
                    await EndAsync(life, close: step == SimulatedLife.Steps, kill: step <= SimulatedLife.Steps + 1);
                    life = null;
                }
            }

            if (life is not null)
            {
                await EndAsync(life, close: false, kill: false);
            }

            await ReadAfterAllAsync();
        }
        catch (Exception exception)
        {
            throw Explain(exception);
        }
    }

    public InvariantBrokenException Explain(Exception exception)
    {
        var (invariant, detail) = exception is InvariantBrokenException broken ? (broken.Invariant, broken.Message) : (Invariant.Liveness, exception.ToString());
        return new InvariantBrokenException(
            invariant, string.Create(CultureInfo.InvariantCulture, $"seed {_seed}: {detail}\n  {string.Join("\n  ", _trace)}"));
    }

    public void Note(string line) => _trace.Add(line);

    private async Task LiveAsync()
    {
        var life = Begin(DrawFaults());
        if (life is not null)
        {
            await life.RunAsync(Dice.Between(0, Settings.MaxSteps));
        }

        await EndAsync(life, close: !Settings.KillsThenPowerLosses && Dice.Chance(50), kill: Settings.KillsThenPowerLosses ? Totals.Lives % 2 == 1 : Dice.Chance(40));
    }

    private SimulatedLife? Begin(Func<StorageCall, StorageFault>? faults)
    {
        Totals.Lives++;
        if (Open(faults) is not { } journal)
        {
            return null;
        }

        var life = new SimulatedLife(this, _storage!, journal);
        CheckOpened(journal, life);
        return life;
    }

    private Func<StorageCall, StorageFault> DrawFaults()
    {
        var crashAt = Dice.Below(100) switch
        {
            < 25 => Dice.Between(1, 16),
            < 75 => Dice.Between(1, Settings.KillsThenPowerLosses ? 30 : 90),
            _ => int.MaxValue,
        };
        var perMille = Dice.Chance(Settings.FaultyLives) ? Dice.Pick(10, 40, 150) : 0;
        IsFaulty = perMille > 0;
        Note($"life {Totals.Lives + 1}: crash at {(crashAt == int.MaxValue ? "none" : crashAt)}, faults {perMille}/1000");
        return new SimulatedFaults(crashAt, perMille, Settings.Flaw, Dice.Fork()).Judge;
    }

    private AuditJournal? Open(Func<StorageCall, StorageFault>? faults)
    {
        if (Settings.Flaw == SimulationFlaw.TailTrusted && _killedBefore)
        {
            OracleHead.Trust(Disk);
        }

        _killedBefore = false;
        _storage = Disk.Mount(faults);
        var known = Dice.Chance(50) ? Sinks.Max(s => s.DurableCursor) : 0;
        try
        {
            return AuditJournal.Open(_storage, Options with { KnownDurable = known }, Clock, NullLogger.Instance);
        }
        catch (IOException exception) when (_storage.Crashed.IsCompleted || _storage.Faults > 0)
        {
            Totals.CrashesInRecovery += _storage.Crashed.IsCompleted ? 1 : 0;
            Totals.FailedOpenings += _storage.Crashed.IsCompleted ? 0 : 1;
            Note($"opening failed after {_storage.Calls} calls: {exception.Message}");
            return null;
        }
    }

    private void CheckOpened(AuditJournal journal, SimulatedLife life)
    {
        var recovery = journal.Recovery;
        Note($"opened: epoch {recovery.Epoch}, {journal.OldestSequence} to {journal.DurableSequence}, reappended {recovery.Reappended}, torn {recovery.TornTail}");
        Totals.TornTails += recovery.TornTail ? 1 : 0;
        Totals.Reappended += recovery.Reappended;
        if (recovery.Losses.Count > 0)
        {
            throw new InvariantBrokenException(Invariant.I6, $"false alarm: {string.Join("; ", recovery.Losses)}.");
        }

        if (Model.MaxKnown > 0 && _stream != journal.Stream)
        {
            throw new InvariantBrokenException(Invariant.I1, "the stream's identity is lost.");
        }

        _stream = journal.Stream;
        Model.AfterOpening();
        if (journal.DurableSequence < Model.MaxKnown)
        {
            throw new InvariantBrokenException(Invariant.I1, $"durable is {journal.DurableSequence} after opening; {Model.MaxKnown} was acknowledged.");
        }

        life.CheckReader();
    }

    private async Task EndAsync(SimulatedLife? life, bool close, bool kill)
    {
        var storage = _storage ?? throw new InvalidOperationException();
        var closed = close && life is not null && !storage.Crashed.IsCompleted && await life.CloseAsync();
        Totals.Kills += kill ? 1 : 0;
        Totals.PowerLosses += kill ? 0 : 1;
        Totals.Closes += closed ? 1 : 0;
        Totals.Faults += storage.Faults;
        Note($"{(closed ? "closed, then " : "")}{(kill ? "killed" : "power lost")} after {storage.Calls} calls, known {Model.MaxKnown}, written {Model.MaxWritten}");
        if (kill)
        {
            Disk.Kill();
            _killedBefore = true;
        }
        else
        {
            Disk.LosePower();
            Array.ForEach(Sinks, s => s.LosePower());
        }

        if (!kill || storage.SyncFailed)
        {
            Model.ForgetWritten();
        }

        if (life is not null)
        {
            await life.AbandonAsync();
        }

        if (!kill)
        {
            CheckOracle("the oracle after the power loss");
        }
    }

    private void CheckOracle(string by)
    {
        var reading = OracleReading.Of(Disk.Files());
        if (reading.Lost.Count > 0)
        {
            throw new InvariantBrokenException(Invariant.I6, $"{by} finds that {string.Join(' ', reading.Lost)} are lost.");
        }

        if (reading.DeletedThrough > Model.Released)
        {
            throw new InvariantBrokenException(Invariant.I9, $"{by} finds entries up to {reading.DeletedThrough} deleted, released is {Model.Released}.");
        }

        Model.Check([.. reading.Entries.Where(e => e.Key > Model.Released).Select(e => (e.Key, e.Value.Payload))], by, learn: false);
    }

    /// <summary>Opens, reads, closes; then again, and nothing may have changed.</summary>
    private async Task ReadAfterAllAsync()
    {
        var first = await ReadOnceAsync();
        var second = await ReadOnceAsync();
        if (!first.SequenceEqual(second))
        {
            throw new InvariantBrokenException(Invariant.I4, "a second recovery found other entries than the first.");
        }
    }

    private async Task<List<long>> ReadOnceAsync()
    {
        IsFaulty = false;
        var journal = Open(new SimulatedFaults(int.MaxValue, 0, Settings.Flaw, Dice).Judge) ?? throw new InvalidOperationException("The journal did not open.");
        var life = new SimulatedLife(this, _storage!, journal);
        CheckOpened(journal, life);
        if (!await life.CloseAsync())
        {
            throw new InvariantBrokenException(Invariant.Liveness, "the journal does not close.");
        }

        Disk.LosePower();
        CheckOracle("the oracle after closing");
        return [.. OracleReading.Of(Disk.Files()).Entries.Keys.Where(s => s > Model.Released)];
    }
}
