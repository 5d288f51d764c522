using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>The connection's other end: the caller, or the last proxy before this application.</summary>
/// <remarks>
/// Read from the socket, since forwarded-headers middleware may have run before and overwritten the remote address. What that one leaves in
/// <c>X-Original-For</c> is no help: where it did not run, the caller has written that header.
/// </remarks>
internal static class ConnectionPeer
{
    public static IPAddress? Of(HttpContext context)
    {
        try
        {
            if (context.Features.Get<IConnectionSocketFeature>()?.Socket.RemoteEndPoint is IPEndPoint peer)
            {
                return peer.Address;
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // The caller has left already.
        }

        return context.Connection.RemoteIpAddress;
    }
}
