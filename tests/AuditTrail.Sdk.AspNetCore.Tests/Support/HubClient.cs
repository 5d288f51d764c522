using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Speaks SignalR's JSON protocol by hand over a WebSocket: records of JSON that end with 0x1E.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const byte End = 0x1E;

    private readonly ClientWebSocket _socket = new();
    private readonly List<byte> _received = [];

    public WebSocketState State => _socket.State;

    /// <summary>Connects without negotiation, and shakes hands.</summary>
    public static async Task<HubClient> ConnectAsync(WebApp app, string path, string? user = null)
    {
        var client = new HubClient();
        if (user is not null)
        {
            client._socket.Options.SetRequestHeader("X-User", user);
        }

        await client._socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = path }.Uri, CancellationToken.None);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", (await client.ReadAsync())?.GetRawText());
        return client;
    }

    /// <summary>Invokes a method, and gives what completes the invocation.</summary>
    public async Task<JsonElement> InvokeAsync(string method, string arguments = "[]", string id = "1")
    {
        await SendAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":{{arguments}}}""");
        return await ReadUntilAsync(3);
    }

    public Task StreamAsync(string method, string arguments = "[]", string id = "1") =>
        SendAsync($$"""{"type":4,"invocationId":"{{id}}","target":"{{method}}","arguments":{{arguments}}}""");

    public async Task SendAsync(string json) =>
        await _socket.SendAsync(new byte[][] { Encoding.UTF8.GetBytes(json), [End] }.SelectMany(part => part).ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>Passes over what is of another type, such as pings.</summary>
    public async Task<JsonElement> ReadUntilAsync(int type)
    {
        while (await ReadAsync() is { } message)
        {
            if (message.TryGetProperty("type", out var given) && given.GetInt32() == type)
            {
                return message;
            }
        }

        throw new IOException($"The server closed the connection before a message of type {type}.");
    }

    /// <summary>Says good-bye, as a client of SignalR does.</summary>
    public async Task CloseAsync()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        while (await ReadAsync() is not null)
        {
        }
    }

    /// <summary>Leaves without a word.</summary>
    public void Drop() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonElement?> ReadAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[4096];
        while (true)
        {
            var end = _received.IndexOf(End);
            if (end >= 0)
            {
                using var document = JsonDocument.Parse(_received[..end].ToArray());
                _received.RemoveRange(0, end + 1);
                return document.RootElement.Clone();
            }

            var result = await _socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            _received.AddRange(buffer.AsSpan(0, result.Count));
        }
    }
}
