namespace AuditTrail.Events.Json;

/// <summary>How much of a record is written.</summary>
internal sealed record WriteLimits
{
    /// <summary>Everything, as it is.</summary>
    public static WriteLimits None { get; } = new();

    /// <summary>The bytes of UTF-8 in a text; what is longer is cut, with a mark.</summary>
    public int TextBytes { get; init; } = int.MaxValue;

    /// <summary>The bytes in an ARN, which AWS allows to be longer than other texts.</summary>
    public int ArnBytes { get; init; } = int.MaxValue;

    /// <summary>The bytes of each free-form value; what is larger is omitted, with a mark.</summary>
    public int RequestBytes { get; init; } = int.MaxValue;

    /// <inheritdoc cref="RequestBytes"/>
    public int ResponseBytes { get; init; } = int.MaxValue;

    /// <inheritdoc cref="RequestBytes"/>
    public int AdditionalBytes { get; init; } = int.MaxValue;

    /// <inheritdoc cref="RequestBytes"/>
    public int ServiceBytes { get; init; } = int.MaxValue;

    /// <summary>The bytes of a member that no version of CloudTrail names.</summary>
    public int UnknownBytes { get; init; } = int.MaxValue;

    /// <summary>The elements of a list.</summary>
    public int ListCount { get; init; } = int.MaxValue;

    /// <summary>Unknown members, and parts within parts, are left out altogether.</summary>
    public bool Skeleton { get; init; }

    /// <summary>The member that the recorder writes itself, at the end.</summary>
    public bool LeavesOutAdditional { get; init; }
}
