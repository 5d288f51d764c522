using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>The connection's other end: the caller, or the last proxy before this application.</summary>
/// <remarks>
/// Read from the socket, since forwarded-headers middleware may have run before and overwritten the remote address, and a parser of the PROXY
/// protocol the connection's. What the former leaves in <c>X-Original-For</c> is no help: where it did not run, the caller has written that header.
/// </remarks>
internal readonly struct ConnectionPeer
{
    private const string UnixText = "unix";

    // What 127.0.0.1 is for a process that connects over the network: CloudTrail takes an address or a name here.
    private const string ThisMachine = "localhost";

    // A process of this machine, which has no address. Known by its reference, so that a request carries one field.
    private static readonly IPAddress Unix = new(0L);

    private readonly IPAddress? _address;

    private ConnectionPeer(IPAddress? address) => _address = address;

    private bool IsUnixSocket => ReferenceEquals(_address, Unix);

    public static ConnectionPeer Of(HttpContext context)
    {
        try
        {
            switch (context.Features.Get<IConnectionSocketFeature>()?.Socket.RemoteEndPoint)
            {
                case IPEndPoint peer:
                    return new(peer.Address);
                case UnixDomainSocketEndPoint:
                    return new(Unix);
                default:
                    break;
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // The caller has left already.
        }

        return new(context.Connection.RemoteIpAddress);
    }

    /// <returns>Null for a server without connections.</returns>
    public string? ToText() => IsUnixSocket ? UnixText : ClientAddress.Normalise(_address)?.ToString();

    /// <summary>Where a request comes from that has this other end.</summary>
    /// <param name="resolved">What the framework, and whatever it was told to believe, left as the remote address.</param>
    public string? SourceOf(IPAddress? resolved) =>
        ClientAddress.Normalise(resolved)?.ToString() ?? (IsUnixSocket ? ThisMachine : null);
}
