using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Sends bytes as they are, from an address of the test's choice: what no HTTP client would send.</summary>
internal static class RawHttp
{
    /// <summary>Sends all at once and reads until the server closes: the last request has to say <c>Connection: close</c>.</summary>
    /// <returns>All that came back; what came before a reset.</returns>
    public static Task<string> SendAsync(EndPoint server, string bytes, IPAddress? from = null) => SendAsync(server, Encoding.Latin1.GetBytes(bytes), from);

    public static async Task<string> SendAsync(EndPoint server, ReadOnlyMemory<byte> bytes, IPAddress? from = null)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var answer = new StringBuilder();
        try
        {
            using var socket = await ConnectAsync(server, from, deadline.Token);
            await SendAllAsync(socket, bytes, deadline.Token);
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, SocketFlags.None, deadline.Token) is var read and > 0)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // The server refused the rest; what it said before counts.
        }

        return answer.ToString();
    }

    private static async Task<Socket> ConnectAsync(EndPoint server, IPAddress? from, CancellationToken cancellationToken)
    {
        var socket = server is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (from is not null)
        {
            socket.Bind(new IPEndPoint(from, 0));
        }

        await socket.ConnectAsync(server, cancellationToken);
        return socket;
    }

    /// <summary>The value of an answer's header; null where it has none.</summary>
    public static string? Header(string answer, string name)
    {
        var at = answer.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase);
        return at < 0 || at > answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)
            ? null
            : answer[(at + name.Length + 4)..answer.IndexOf("\r\n", at + 2, StringComparison.Ordinal)];
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }
}
