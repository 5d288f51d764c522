using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>The TLS connection of a request.</summary>
/// <remarks>Immutable. Members that this library does not know are kept when it is read, changed and written again.</remarks>
public sealed record TlsDetails
{
    /// <summary>As <c>TLSv1.3</c>.</summary>
    public string? TlsVersion { get; init; }

    /// <summary>As <c>TLS_AES_128_GCM_SHA256</c>.</summary>
    public string? CipherSuite { get; init; }

    /// <summary>The host name that the client asked for.</summary>
    public string? ClientProvidedHostHeader { get; init; }

    /// <summary>As <c>X25519MLKEM768</c>.</summary>
    public string? KeyExchange { get; init; }

    internal MemberLayout? Layout { get; init; }
}
