using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Speaks HTTP/2 frame by frame (RFC 9113), so that a test decides what is sent and sees what comes: also resets, and headers after the body.</summary>
internal sealed class Http2Client : IAsyncDisposable
{
    public const byte Data = 0, Headers = 1, RstStream = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8;
    public const byte EndStream = 1, EndHeaders = 4, Ack = 1;

    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly TcpClient _tcp = new();
    private readonly HpackReader _hpack = new();
    private int _lastStream = -1;

    private Http2Client()
    {
    }

    private NetworkStream Stream => _tcp.GetStream();

    public static async Task<Http2Client> ConnectAsync(Uri address)
    {
        var client = new Http2Client();
        await client._tcp.ConnectAsync(address.Host, address.Port);
        await client.Stream.WriteAsync(Preface);
        await client.WriteAsync(Settings, 0, 0, []);
        return client;
    }

    /// <summary>Opens a stream with a gRPC call's headers, and returns its number.</summary>
    public async Task<int> CallAsync(string path, string contentType = "application/grpc", params (string Name, string Value)[] more)
    {
        _lastStream += 2;
        var block = HpackReader.Encode(
            [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("content-type", contentType), ("te", "trailers"), .. more]);
        await WriteAsync(Headers, EndHeaders, _lastStream, block);
        return _lastStream;
    }

    /// <summary>Sends one gRPC message: a flag, four bytes of length, and the message.</summary>
    public Task SendMessageAsync(int stream, string message, bool isLast = true)
    {
        var text = Encoding.UTF8.GetBytes(message);
        var framed = new byte[5 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), text.Length);
        text.CopyTo(framed, 5);
        return WriteAsync(Data, isLast ? EndStream : (byte)0, stream, framed);
    }

    public Task ResetAsync(int stream) => WriteAsync(RstStream, 0, stream, [0, 0, 0, 8]);

    /// <summary>Reads until the frame that ends the stream: what came before it in order.</summary>
    public async Task<GrpcReply> ReadToEndAsync(int stream)
    {
        var reply = new GrpcReply();
        while (!reply.IsOver)
        {
            await ReadIntoAsync(reply, stream);
        }

        return reply;
    }

    /// <summary>Reads one frame of the stream into what is known of it; other frames are answered or passed over.</summary>
    public async Task ReadIntoAsync(GrpcReply reply, int stream)
    {
        var (type, flags, id, payload) = await ReadFrameAsync();
        switch (type)
        {
            case Settings when (flags & Ack) == 0:
                await WriteAsync(Settings, Ack, 0, []);
                break;
            case Headers:
                var headers = _hpack.Read(payload);
                if (id == stream)
                {
                    reply.AddHeaders(headers, (flags & EndStream) != 0);
                }

                break;
            case Data when id == stream:
                reply.AddData(payload, (flags & EndStream) != 0);
                break;
            case RstStream when id == stream:
                reply.Reset(BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
            case GoAway:
                throw new IOException("The server ends the connection: " + Convert.ToHexString(payload));
            default:
                break;
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadFrameAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var header = new byte[9];
        await Stream.ReadExactlyAsync(header, deadline.Token);
        var payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
        await Stream.ReadExactlyAsync(payload, deadline.Token);
        return (header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)) & 0x7FFFFFFF, payload);
    }

    private async Task WriteAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        (frame[0], frame[1], frame[2]) = ((byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        await Stream.WriteAsync(frame);
    }
}
