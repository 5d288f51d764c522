using AuditTrail.Sinks;

namespace AuditTrail.Delivery;

/// <summary>Offers all dead letters of a trail to its sink again, once; those that it takes leave the file.</summary>
internal sealed class DeadLetterReplay
{
    private readonly DeadLetterFile _file;
    private readonly SinkLimits _limits;
    private readonly Func<DeadLetterBatch, ValueTask<DeliveryResult>> _deliver;
    private readonly HashSet<long> _delivered = [];
    private long _lines;

    public DeadLetterReplay(DeadLetterFile file, SinkLimits limits, Func<DeadLetterBatch, ValueTask<DeliveryResult>> deliver)
    {
        _file = file;
        _limits = limits;
        _deliver = deliver;
    }

    /// <summary>The state that the sink returned last, or null.</summary>
    public string? State { get; private set; }

    /// <remarks>The file changes once, at the end: after a crash before that the letters are offered again, as any event may be.</remarks>
    public async ValueTask<ReplayResult> RunAsync()
    {
        if (!_file.Exists)
        {
            return default;
        }

        var problem = await OfferAllAsync().ConfigureAwait(false);
        if (_delivered.Count > 0)
        {
            _file.Rewrite(line => !_delivered.Contains(line.Offset));
        }

        return new ReplayResult(_delivered.Count, _lines - _delivered.Count, problem);
    }

    private async ValueTask<string?> OfferAllAsync()
    {
        string? problem = null;
        DeadLetterBatch? batch = null;
        using var lines = _file.OpenLines();
        while (lines.TryRead(out var line, out var content))
        {
            _lines++;
            if (problem is not null || !DeadLetter.TryParse(content, out var letter) || batch?.TryAdd(line, letter, _limits) == true)
            {
                continue;
            }

            problem = await OfferAsync(batch).ConfigureAwait(false);
            batch = new DeadLetterBatch(_file, letter.Key);
            batch.TryAdd(line, letter, _limits);
        }

        return problem ?? await OfferAsync(batch).ConfigureAwait(false);
    }

    private async ValueTask<string?> OfferAsync(DeadLetterBatch? batch)
    {
        if (batch is null)
        {
            return null;
        }

        var result = await _deliver(batch).ConfigureAwait(false);
        if (result.Status == DeliveryStatus.Retry)
        {
            return result.Reason ?? "The sink asked for a retry.";
        }

        var refused = result.Rejected.Select(rejected => rejected.Index).ToHashSet();
        _delivered.UnionWith(batch.Lines.Where((_, index) => !refused.Contains(index)).Select(line => line.Offset));
        State = result.State ?? State;
        return null;
    }
}
