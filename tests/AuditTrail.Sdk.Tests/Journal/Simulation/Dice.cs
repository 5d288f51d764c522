namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>Chance that the same seed repeats on every machine and every version of .NET (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int limit) => (int)((UInt128)Next() * (uint)limit >> 64);

    public int Between(int low, int high) => low + Below(high - low + 1);

    public bool Chance(int percent) => Below(100) < percent;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    public void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)Next();
        }
    }

    /// <summary>Independent dice: what one part draws does not move what another part draws.</summary>
    public Dice Fork() => new(Next());
}
