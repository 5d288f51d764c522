namespace AuditTrail.Events.Json;

/// <summary>In which order an object's members were read, unknown ones with their values: what the typed members alone do not say.</summary>
internal sealed class MemberLayout(MemberSlot[] slots, ulong known) : IEquatable<MemberLayout>
{
    public ReadOnlySpan<MemberSlot> Slots => slots;

    public bool Has(int field) => (known & (1UL << field)) != 0;

    public bool Equals(MemberLayout? other) => other is not null && Slots.SequenceEqual(other.Slots);

    public override bool Equals(object? obj) => Equals(obj as MemberLayout);

    public override int GetHashCode() => slots.Length;
}
