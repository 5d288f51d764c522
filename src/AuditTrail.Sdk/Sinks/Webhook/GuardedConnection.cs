using System.Net;
using System.Net.Sockets;

namespace AuditTrail.Sinks.Webhook;

/// <summary>Makes connections to addresses that were looked at first.</summary>
/// <remarks>The address that was checked is the one that is connected to: a name that answers differently the next time (DNS rebinding) gains nothing.</remarks>
internal sealed class GuardedConnection
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    public GuardedConnection()
        : this(Dns.GetHostAddressesAsync)
    {
    }

    public GuardedConnection(Func<string, CancellationToken, Task<IPAddress[]>> resolve) => _resolve = resolve;

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken).ConfigureAwait(false);
        var allowed = found.Where(address => !LinkLocalAddress.Contains(address)).ToArray();
        if (allowed.Length == 0)
        {
            throw found.Length == 0
                ? new SocketException((int)SocketError.HostNotFound)
                : new AddressRefusedException($"{host} is {found[0]}, a link-local address or a cloud's own");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
