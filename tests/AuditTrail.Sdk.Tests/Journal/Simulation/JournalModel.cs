using System.Buffers.Binary;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>What the journal has promised so far, and what was seen of it.</summary>
/// <remarks>Payloads carry a number that grows with every append; appends are called one after the other, so numbers must grow with sequences.</remarks>
internal sealed class JournalModel
{
    private readonly List<byte[]> _offered = [[]];
    private readonly SortedDictionary<long, int> _known = [];
    private readonly Dictionary<int, long> _sequences = [];
    private readonly SortedDictionary<long, int> _written = [];
    private readonly HashSet<int> _refused = [];

    /// <summary>Up to here no cursor needs anything; it may or may not be deleted.</summary>
    public long Released { get; private set; }

    /// <summary>The highest sequence that somebody was told is durable, or has read.</summary>
    public long MaxKnown { get; private set; }

    public int Offered => _offered.Count - 1;

    public IEnumerable<KeyValuePair<long, int>> Known => _known;

    /// <summary>The highest sequence acknowledged as handed to the kernel in this life.</summary>
    public long MaxWritten => _written.Count == 0 ? 0 : _written.Last().Key;

    public (int Number, byte[] Payload) Offer(Dice dice, int size)
    {
        var payload = new byte[Math.Max(4, size)];
        if (dice.Chance(80))
        {
            dice.Fill(payload);
        }

        BinaryPrimitives.WriteInt32LittleEndian(payload, _offered.Count);
        _offered.Add(payload);
        return (_offered.Count - 1, payload);
    }

    public ReadOnlySpan<byte> PayloadOf(int number) => _offered[number];

    public void WasRecorded(int number, long sequence) => Learn(sequence, number, "an acknowledgement");

    public void WasWritten(int number, long sequence) => _written[sequence] = number;

    public void WasRefused(int number)
    {
        _refused.Add(number);
        if (_sequences.TryGetValue(number, out var sequence))
        {
            throw new InvariantBrokenException(Invariant.I12, $"payload {number} was refused but is in the journal as {sequence}.");
        }
    }

    public void WasReleased(long through) => Released = Math.Max(Released, through);

    /// <summary>A reader has returned an entry: from now on it must be there, and the same, for ever.</summary>
    public int WasSeen(long sequence, ReadOnlySpan<byte> payload, string by, bool learn = true)
    {
        var number = payload.Length < 4 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(payload);
        if (number < 1 || number >= _offered.Count || !payload.SequenceEqual(_offered[number]))
        {
            throw new InvariantBrokenException(Invariant.I2, $"{by} returned as {sequence} what nobody appended ({payload.Length} bytes, number {number}).");
        }

        if (_refused.Contains(number))
        {
            throw new InvariantBrokenException(Invariant.I12, $"{by} returned as {sequence} payload {number}, which was refused.");
        }

        Learn(sequence, number, by, learn);
        return number;
    }

    /// <summary>A journal has been opened: what the kernel still had of earlier lives is durable now.</summary>
    public void AfterOpening()
    {
        foreach (var (sequence, number) in _written)
        {
            Learn(sequence, number, "an acknowledgement of a write");
        }

        _written.Clear();
    }

    /// <summary>The page cache is gone, or a failed sync has thrown pages away: a write that was only acknowledged as such proves nothing any more.</summary>
    public void ForgetWritten() => _written.Clear();

    /// <summary>Holds entries of a whole reading, in order, against everything that was promised.</summary>
    /// <param name="entries">From the oldest to the newest.</param>
    /// <param name="by">Who read them.</param>
    /// <param name="lost">Sequences that were reported as lost, when damage was done.</param>
    /// <param name="learn">False when what was read is not yet promised to anybody: recovery may still drop it.</param>
    public void Check(IReadOnlyList<(long Sequence, byte[] Payload)> entries, string by, IReadOnlySet<long>? lost = null, bool learn = true)
    {
        var previous = 0L;
        var number = 0;
        var there = new HashSet<long>();
        foreach (var (sequence, payload) in entries)
        {
            if (previous != 0 && sequence != previous + 1 && lost is null)
            {
                throw new InvariantBrokenException(Invariant.I3, $"{by} returned {sequence} after {previous}.");
            }

            var next = WasSeen(sequence, payload, by, learn);
            if (sequence <= previous || next <= number)
            {
                throw new InvariantBrokenException(Invariant.I3, $"{by} returned payload {next} as {sequence} after payload {number} as {previous}.");
            }

            (previous, number) = (sequence, next);
            there.Add(sequence);
        }

        foreach (var (sequence, _) in _known)
        {
            if (sequence > Released && !there.Contains(sequence) && lost?.Contains(sequence) != true)
            {
                throw new InvariantBrokenException(lost is null ? Invariant.I1 : Invariant.I5, $"{by} does not return {sequence}, which was acknowledged{(lost is null ? "" : ", and nothing reports it")}.");
            }
        }
    }

    private void Learn(long sequence, int number, string by, bool learn = true)
    {
        if (_known.TryGetValue(sequence, out var before) && before != number)
        {
            throw new InvariantBrokenException(Invariant.I14, $"{by} says that {sequence} is payload {number}; it was payload {before}.");
        }

        if (_sequences.TryGetValue(number, out var other) && other != sequence)
        {
            throw new InvariantBrokenException(Invariant.I3, $"{by} says that payload {number} is {sequence}; it was {other}.");
        }

        if (!learn)
        {
            return;
        }

        _known[sequence] = number;
        _sequences[number] = sequence;
        MaxKnown = Math.Max(MaxKnown, sequence);
    }
}
