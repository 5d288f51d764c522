namespace AuditTrail.Events.Json;

/// <summary>The HTTP details that hardly any request has: all of them together cost the others nothing.</summary>
internal sealed record RareHttp
{
    public static RareHttp None { get; } = new();

    public string? Handler { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>>? Headers { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>>? ResponseHeaders { get; init; }

    public MemberLayout? Layout { get; init; }
}
