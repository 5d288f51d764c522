namespace AuditTrail.Events.Json;

/// <summary>CloudTrail's limits, and what goes next when a record is too large all the same: from what is said besides to what was asked for.</summary>
internal static class RecordLimits
{
    private const int SmallBytes = 1_024;

    private static readonly WriteLimits Fields = new()
    {
        TextBytes = 1_024,
        ArnBytes = 2_048,
        RequestBytes = 102_400,
        ResponseBytes = 102_400,
        AdditionalBytes = 28_672,
        ServiceBytes = 102_400,
        UnknownBytes = 102_400,
        ListCount = 256,
        LeavesOutAdditional = true,
    };

    private static readonly WriteLimits Bodies = Fields with { AdditionalBytes = SmallBytes, ServiceBytes = SmallBytes, ResponseBytes = SmallBytes, RequestBytes = SmallBytes };

    /// <summary>Each rung writes less than the one before; the last one fits whatever the event holds.</summary>
    public static WriteLimits[] Ladder { get; } =
    [
        Fields,
        Fields with { AdditionalBytes = SmallBytes },
        Fields with { AdditionalBytes = SmallBytes, ServiceBytes = SmallBytes },
        Fields with { AdditionalBytes = SmallBytes, ServiceBytes = SmallBytes, ResponseBytes = SmallBytes },
        Bodies,
        Bodies with { TextBytes = 256, ArnBytes = 512, UnknownBytes = 256, ListCount = 16 },
        Bodies with { TextBytes = 128, ArnBytes = 128, UnknownBytes = 0, ListCount = 0, Skeleton = true },
    ];
}
