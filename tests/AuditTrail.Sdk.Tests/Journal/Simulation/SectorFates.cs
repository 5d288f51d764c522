namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>The weights with which a mixed power loss draws.</summary>
internal static class SectorFates
{
    public static SectorFate Draw(Dice dice) => dice.Below(12) switch
    {
        < 4 => SectorFate.Kept,
        < 7 => SectorFate.Lost,
        7 => SectorFate.Older,
        8 => SectorFate.Garbled,
        9 => SectorFate.Torn,
        _ => SectorFate.Zeroed,
    };
}
