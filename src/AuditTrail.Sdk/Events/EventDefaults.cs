namespace AuditTrail.Events;

/// <summary>What a builder takes from its surroundings: a recorder's, or the process's.</summary>
internal sealed record EventDefaults
{
    public const string UnknownAccount = "000000000000";

    /// <summary>Without a recorder: the system's clock, no account, the region that the environment names.</summary>
    public static EventDefaults Process { get; } = new() { Time = TimeProvider.System, Ids = EventIdSource.Process };

    public required TimeProvider Time { get; init; }

    public required EventIdSource Ids { get; init; }

    public string AccountId { get; init; } = UnknownAccount;

    public string Region { get; init; } = Environment.GetEnvironmentVariable("AWS_REGION") is { Length: > 0 } region ? region : "local";

    public static bool IsAccount(string? account) => account is { Length: 12 } && !account.AsSpan().ContainsAnyExceptInRange('0', '9');
}
