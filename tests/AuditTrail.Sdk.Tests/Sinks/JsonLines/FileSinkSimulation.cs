using System.Text;
using AuditTrail.Sinks;
using AuditTrail.Sinks.JsonLines;
using AuditTrail.Tests.Journal.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditTrail.Tests.Sinks.JsonLines;

/// <summary>One trail that writes files through crashes, power losses and failing calls, all drawn from one seed.</summary>
internal sealed class FileSinkSimulation
{
    private const int MostLives = 12;

    private readonly Dice _dice;
    private readonly SimulatedDisk _disk;
    private readonly TrailTape _tape = new(TrailTape.SomeStream);
    private readonly SteppedClock _clock = new(new DateTimeOffset(2026, 11, 25, 22, 0, 0, TimeSpan.Zero));
    private readonly FileSinkOptions _options;
    private readonly bool _failsCalls;

    private int _savedPosition;
    private string? _savedState;

    public FileSinkSimulation(ulong seed)
    {
        _dice = new Dice(seed);
        _disk = new SimulatedDisk(_dice.Next());
        _options = new FileSinkOptions { RollBytes = _dice.Between(1_024, 12_000) };
        _failsCalls = _dice.Chance(40);
        var sequence = 0L;
        for (var count = _dice.Between(20, 200); count > 0; count--)
        {
            // Gaps are events that the selector leaves out; 0 is a marker of the trail's own.
            _tape.Add(_dice.Chance(5) ? 0 : sequence += _dice.Chance(70) ? 1 : _dice.Between(2, 9), _dice.Chance(5) ? _dice.Below(9_000) : _dice.Below(300));
        }
    }

    /// <summary>How many lives ended in the middle of something.</summary>
    public int Crashes { get; private set; }

    public async Task RunAsync()
    {
        for (var life = 0; life < MostLives; life++)
        {
            await LiveAsync(_dice.Between(1, 90), _failsCalls && _dice.Chance(60) ? _dice.Between(5, 150) : 0);
        }

        await LiveAsync(int.MaxValue, perMille: 0);
        Assert.Equal(_tape.Count, _savedPosition);
        Assert.Equal(_tape.Lines, WrittenLines());
    }

    private async Task LiveAsync(int crashAt, int perMille)
    {
        var storage = _disk.Mount(new SimulatedFaults(crashAt, perMille, SimulationFlaw.None, _dice.Fork()).Judge);
        using var sink = new JsonLinesFileSink(_options, () => storage, _clock, NullLogger.Instance);
        var (position, state) = (_savedPosition, _savedState);
        for (var attempts = 0; attempts < 400 && position < _tape.Count && !storage.Crashed.IsCompleted; attempts++)
        {
            _clock.Now += TimeSpan.FromMinutes(_dice.Between(-90, 240));
            var to = Math.Min(_tape.Count, position + _dice.Between(1, 25));
            var result = await sink.DeliverAsync(_tape.Batch(position, to, state), CancellationToken.None);
            if (result.Status == DeliveryStatus.Delivered)
            {
                (position, state) = (to, result.State ?? state);
                if (_dice.Chance(30) || position == _tape.Count)
                {
                    (_savedPosition, _savedState) = (position, state);
                }
            }
        }

        if (storage.Crashed.IsCompleted)
        {
            Crashes++;
        }

        // After a failed sync the kernel may show what the disk does not have: a process that dies then and there leaves no trace of that for the next one.
        if (storage.SyncFailed || _dice.Chance(50))
        {
            _disk.LosePower();
        }
        else
        {
            _disk.Kill();
        }
    }

    private List<string> WrittenLines()
    {
        var text = new StringBuilder();
        foreach (var (_, content) in _disk.Files().Where(file => file.Key.EndsWith(".jsonl", StringComparison.Ordinal)).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            Assert.True(content.Length == 0 || content[^1] == '\n', "A file ends in a torn line.");
            text.Append(Encoding.UTF8.GetString(content));
        }

        return [.. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
