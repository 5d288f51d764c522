using System.Security.Authentication;
using AuditTrail.Events;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>Reads the TLS connection, in CloudTrail's spelling.</summary>
internal static class TlsConnection
{
    /// <returns>Null where the server does not end a TLS connection itself, such as behind a proxy that does.</returns>
    public static TlsDetails? Read(HttpContext context, string? host)
    {
        if (context.Features.Get<ITlsHandshakeFeature>() is not { } handshake || VersionOf(handshake.Protocol) is not { } version)
        {
            return null;
        }

        return new TlsDetails
        {
            TlsVersion = version,
            CipherSuite = handshake.NegotiatedCipherSuite?.ToString(),
            ClientProvidedHostHeader = host,
        };
    }

#pragma warning disable CA5397, SYSLIB0039 // Old versions are named as what they are, not offered.
    private static string? VersionOf(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls13 => "TLSv1.3",
        SslProtocols.Tls12 => "TLSv1.2",
        SslProtocols.Tls11 => "TLSv1.1",
        SslProtocols.Tls => "TLSv1",
        _ => null,
    };
#pragma warning restore CA5397, SYSLIB0039
}
