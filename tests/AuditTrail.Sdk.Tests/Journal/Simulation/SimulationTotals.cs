namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>What a campaign did: figures that say whether it was worth running.</summary>
internal sealed class SimulationTotals
{
    public long Seeds { get; set; }

    public long Lives { get; set; }

    public long PowerLosses { get; set; }

    public long Kills { get; set; }

    public long Closes { get; set; }

    public long CrashesInRecovery { get; set; }

    public long FailedOpenings { get; set; }

    public long Faults { get; set; }

    public long Offered { get; set; }

    public long Acknowledged { get; set; }

    public long Refused { get; set; }

    public long Late { get; set; }

    public long TornTails { get; set; }

    public long Reappended { get; set; }

    public long Read { get; set; }

    public long Damages { get; set; }

    public long ReportedLosses { get; set; }

    public void Add(SimulationTotals other)
    {
        foreach (var property in typeof(SimulationTotals).GetProperties())
        {
            property.SetValue(this, (long)(property.GetValue(this) ?? 0L) + (long)(property.GetValue(other) ?? 0L));
        }
    }

    public override string ToString() => string.Join(", ", typeof(SimulationTotals).GetProperties()
        .Where(p => p.GetValue(this) is not 0L)
        .Select(p => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{p.Name} {p.GetValue(this):N0}")));
}
