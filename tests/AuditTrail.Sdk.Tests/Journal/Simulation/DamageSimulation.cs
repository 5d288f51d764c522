using AuditTrail.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>Damage to a journal that was closed in order: whatever was acknowledged is returned, or reported as lost.</summary>
internal sealed class DamageSimulation
{
    private const int DamagesOfOneHistory = 4;

    private readonly JournalSimulation _history;
    private readonly SimulationFlaw _flaw;
    private readonly Dice _dice;

    private DamageSimulation(JournalSimulation history, SimulationFlaw flaw, Dice dice)
    {
        _history = history;
        _flaw = flaw;
        _dice = dice;
    }

    public static async Task<SimulationTotals> RunAsync(ulong seed, SimulationFlaw flaw = SimulationFlaw.None)
    {
        var history = new JournalSimulation(seed, new SimulationSettings { Flaw = flaw, FaultyLives = 0, MaxLives = 2, MaxSteps = 40 });
        await history.RunAsync();
        var simulation = new DamageSimulation(history, flaw, new Dice(seed ^ 0xDA3A6E));
        try
        {
            for (var i = 0; i < DamagesOfOneHistory; i++)
            {
                await simulation.DamageOnceAsync();
            }
        }
        catch (Exception exception)
        {
            throw history.Explain(exception);
        }

        return history.Totals;
    }

    private async Task DamageOnceAsync()
    {
        var disk = _history.Disk.Copy(_dice.Next());
        var before = OracleReading.Of(disk.Files());
        var damage = new DamagedDisk(disk, _dice);
        if (!damage.Inflict())
        {
            return;
        }

        _history.Note(damage.Description);
        _history.Totals.Damages++;
        var after = OracleReading.Of(disk.Files());
        var acknowledges = _dice.Chance(50);
        var first = await LiveOnAsync(disk, acknowledges, []);
        _history.Totals.ReportedLosses += first.Lost.Count > 0 ? 1 : 0;
        CheckAgainstOracle(first, before, after, damage);

        var second = await LiveOnAsync(disk, acknowledges: false, first.Appended);
        var again = second.Losses.Where(loss => first.Losses.Contains(loss)).ToList();
        if (acknowledges && again.Count > 0)
        {
            throw new InvariantBrokenException(Invariant.I5, $"a loss that was acknowledged is reported again: {again[0]}.");
        }

        if (!acknowledges && again.Count < first.Losses.Count)
        {
            throw new InvariantBrokenException(Invariant.I5, $"a loss that nobody acknowledged is not reported again: {string.Join("; ", first.Losses)}.");
        }
    }

    private async Task<Findings> LiveOnAsync(SimulatedDisk disk, bool acknowledges, IReadOnlyList<(long Sequence, byte[] Payload)> appended)
    {
        var model = _history.Model;
        var storage = disk.Mount(new SimulatedFaults(int.MaxValue, 0, _flaw, _dice).Judge);
        await using var journal = AuditJournal.Open(storage, _history.Options, _history.Clock, NullLogger.Instance);
        var findings = new Findings([.. journal.Recovery.Losses], [], [], []);
        using (var reader = journal.OpenReader(model.Released + 1))
        {
            while (reader.TryRead(out var entry))
            {
                if (entry.IsLost)
                {
                    findings.Lost.UnionWith(Range(entry.Sequence, entry.ThroughSequence));
                }
                else
                {
                    findings.Entries.Add((entry.Sequence, entry.Payload.ToArray()));
                }
            }
        }

        // A cursor stands behind what was released; a loss before it concerns nobody.
        foreach (var loss in findings.Losses)
        {
            findings.Lost.UnionWith(Range(Math.Max(loss.From, model.Released + 1), loss.To));
        }

        var old = findings.Entries.Where(e => !appended.Any(a => a.Sequence == e.Sequence)).ToList();
        model.Check(old, "the reader after the damage", findings.Lost, learn: false);
        foreach (var (sequence, payload) in appended)
        {
            if (!findings.Entries.Any(e => e.Sequence == sequence && e.Payload.AsSpan().SequenceEqual(payload)))
            {
                throw new InvariantBrokenException(Invariant.I5, $"{sequence}, appended after the damage, is not returned.");
            }
        }

        CheckAlarm(findings);
        await AppendAsync(journal, findings, acknowledges);
        return findings;
    }

    private void CheckAlarm(Findings findings)
    {
        if (findings.Lost.Any(s => s > _history.Model.MaxKnown))
        {
            throw new InvariantBrokenException(Invariant.I6, $"{findings.Lost.Max()} is reported as lost; the highest ever was {_history.Model.MaxKnown}.");
        }

        if (findings.Entries.Any(e => findings.Lost.Contains(e.Sequence)))
        {
            throw new InvariantBrokenException(Invariant.I6, "what is reported as lost is returned.");
        }
    }

    private async Task AppendAsync(AuditJournal journal, Findings findings, bool acknowledges)
    {
        for (var i = 0; i < 3; i++)
        {
            var payload = new byte[_dice.Between(4, 300)];
            _dice.Fill(payload);
            var append = await journal.AppendAsync(
                payload, FrameKind.Marker, FrameFlags.None, _history.Clock.GetUtcNow(), AckLevel.Durable, TimeSpan.FromSeconds(30), CancellationToken.None);
            if (append.Outcome != AppendOutcome.Recorded || append.Sequence <= _history.Model.MaxKnown)
            {
                throw new InvariantBrokenException(Invariant.I5, $"after the damage an append is {append}; the highest before was {_history.Model.MaxKnown}.");
            }

            findings.Appended.Add((append.Sequence, payload));
        }

        foreach (var loss in acknowledges ? findings.Losses : [])
        {
            journal.AcknowledgeLoss(loss);
        }

        await journal.CloseAsync(CancellationToken.None);
    }

    private void CheckAgainstOracle(Findings findings, OracleReading before, OracleReading after, DamagedDisk damage)
    {
        var released = _history.Model.Released;
        var returned = findings.Entries.Select(e => e.Sequence).ToHashSet();
        foreach (var sequence in after.Entries.Keys.Where(s => s > released && !returned.Contains(s)))
        {
            throw new InvariantBrokenException(Invariant.I5, $"the oracle can still read {sequence}, the journal does not return it.");
        }

        foreach (var sequence in after.Lost.Where(s => s > released && !findings.Lost.Contains(s)))
        {
            throw new InvariantBrokenException(Invariant.I5, $"the oracle misses {sequence}, the journal does not report it.");
        }

        if (damage.InPlace is not ({ } from, { } to) || (damage.File.StartsWith("seg-", StringComparison.Ordinal) && from < 128))
        {
            return;
        }

        foreach (var (sequence, entry) in before.Entries)
        {
            var touched = entry.File == damage.File && from < entry.Offset + entry.Length && to > entry.Offset;
            if (sequence > released && !touched && !returned.Contains(sequence))
            {
                throw new InvariantBrokenException(Invariant.I5, $"{sequence} was not touched and is not returned.");
            }
        }
    }

    private static IEnumerable<long> Range(long from, long to)
    {
        for (var sequence = from; sequence <= to; sequence++)
        {
            yield return sequence;
        }
    }

    private sealed record Findings(
        List<JournalLoss> Losses, HashSet<long> Lost, List<(long Sequence, byte[] Payload)> Entries, List<(long Sequence, byte[] Payload)> Appended);
}
