using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>The PROXY protocol, versions 1 and 2, as connection middleware that an application would use: Kestrel has none.</summary>
internal static class ProxyProtocol
{
    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>Believes the header of this balancer; of anybody else the connection is closed.</summary>
    public static void UseProxyProtocol(this ListenOptions listen, IPAddress balancer) => listen.Use(next => async connection =>
    {
        if (connection.RemoteEndPoint is not IPEndPoint peer || !peer.Address.Equals(balancer))
        {
            connection.Abort();
            return;
        }

        connection.RemoteEndPoint = await ReadAsync(connection.Transport.Input) ?? connection.RemoteEndPoint;
        await next(connection);
    });

    public static byte[] Version1(string source, string destination = "192.0.2.1") =>
        Encoding.ASCII.GetBytes($"PROXY TCP{(source.Contains(':', StringComparison.Ordinal) ? "6" : "4")} {source} {destination} 40000 80\r\n");

    /// <param name="source">Null for LOCAL: the balancer speaks for itself.</param>
    public static byte[] Version2(string? source)
    {
        if (source is null)
        {
            return [.. Signature, 0x20, 0x00, 0x00, 0x00];
        }

        var address = IPAddress.Parse(source).GetAddressBytes();
        byte[] body = [.. address, .. new byte[address.Length], 0x9C, 0x40, 0x00, 0x50];
        return [.. Signature, 0x21, address.Length == 4 ? (byte)0x11 : (byte)0x21, (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    private static async Task<EndPoint?> ReadAsync(PipeReader input)
    {
        while (true)
        {
            var result = await input.ReadAsync();
            if (TryParse(result.Buffer, out var source, out var end))
            {
                input.AdvanceTo(end);
                return source;
            }

            if (result.IsCompleted)
            {
                throw new ConnectionResetException("no PROXY header");
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static bool TryParse(ReadOnlySequence<byte> buffer, out EndPoint? source, out SequencePosition end)
    {
        (source, end) = (null, buffer.Start);
        var bytes = buffer.Slice(0, Math.Min(buffer.Length, 256)).ToArray();
        if (bytes.AsSpan().StartsWith(Signature))
        {
            if (bytes.Length < 16 || bytes.Length < 16 + BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(14)))
            {
                return false;
            }

            var length = bytes[13] >> 4 == 1 ? 4 : 16;
            source = bytes[12] == 0x20 ? null : new IPEndPoint(new IPAddress(bytes.AsSpan(16, length)), BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(16 + (2 * length))));
            end = buffer.GetPosition(16 + BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(14)));
            return true;
        }

        var line = bytes.AsSpan().IndexOf("\r\n"u8);
        if (line <= 0)
        {
            return false;
        }

        var words = Encoding.ASCII.GetString(bytes, 0, line).Split(' ');
        source = new IPEndPoint(IPAddress.Parse(words[2]), int.Parse(words[4], CultureInfo.InvariantCulture));
        end = buffer.GetPosition(line + 2);
        return true;
    }
}
