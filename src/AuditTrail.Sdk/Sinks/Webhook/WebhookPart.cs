namespace AuditTrail.Sinks.Webhook;

/// <summary>The body of one request: some of a batch's records, in order, without a copy of them.</summary>
/// <param name="First">The first record's place among the open ones.</param>
/// <param name="Numbers">The records' places in the trail.</param>
/// <param name="Head">What stands before them.</param>
/// <param name="Records">The records with their separators.</param>
/// <param name="Tail">What stands behind them.</param>
internal readonly record struct WebhookPart(
    int First, ReadOnlyMemory<long> Numbers, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Records, ReadOnlyMemory<byte> Tail)
{
    public int Count => Numbers.Length;

    public long Length => Head.Length + Records.Length + Tail.Length;

    public async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Head, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(Records, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(Tail, cancellationToken).ConfigureAwait(false);
    }
}
