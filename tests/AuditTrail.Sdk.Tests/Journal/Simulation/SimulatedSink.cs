namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>Somebody who reads entries in order and remembers how far: in memory, and on a disk that a power loss takes back to the last sync.</summary>
internal sealed class SimulatedSink
{
    public long Cursor { get; private set; }

    public long DurableCursor { get; private set; }

    public void Advance(long through) => Cursor = Math.Max(Cursor, through);

    public void SyncCursor() => DurableCursor = Cursor;

    public void LosePower() => Cursor = DurableCursor;
}
