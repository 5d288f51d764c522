using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;

namespace AuditTrail.EndToEnd.Tests.Soak;

/// <summary>One client with connections of its own that does what clients do, and writes down what it saw.</summary>
internal sealed class ShopClient : IDisposable
{
    private readonly ShopServer _server;
    private readonly ConcurrentDictionary<string, Seen> _seen;
    private readonly HttpClient _http;
    private readonly Random _random;
    private readonly string _name;
    private readonly int _number;
    private string? _cookie;
    private int _count;

    public ShopClient(int number, ShopServer server, ConcurrentDictionary<string, Seen> seen)
    {
        _number = number;
        _server = server;
        _seen = seen;
        _random = new Random(number);
        _name = $"client-{number}";
        var http2 = number % 2 == 1;
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false })
        {
            BaseAddress = http2 ? server.Http2 : server.Http1,
            DefaultRequestVersion = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task RunAsync(Task stop)
    {
        while (!stop.IsCompleted)
        {
            await ActAsync();
            await Task.Delay(_random.Next(0, 100));
        }
    }

    public void Dispose() => _http.Dispose();

    private Task ActAsync() => _random.Next(100) switch
    {
        < 5 => SignInAsync(),
        < 40 => AnswerAsync("SoakRefund", HttpMethod.Post, "refund", _cookie is null ? null : _name),
        < 60 => AnswerAsync("SoakOrder", HttpMethod.Get, "order", _cookie is null ? null : _name),
        < 63 => AnswerAsync("SoakFail", HttpMethod.Post, "fail", _cookie is null ? null : _name),
        < 66 => AnswerAsync("UnmatchedRequest", HttpMethod.Get, "nowhere", _cookie is null ? null : _name),
        < 68 => AnswerAsync("UnmatchedRequest", HttpMethod.Delete, "order", _cookie is null ? null : _name),
        < 76 => AnswerAsync("SoakUpload", HttpMethod.Post, "upload", _cookie is null ? null : _name, _random.Next(1, 256 * 1024)),
        < 80 => AnswerAsync("SoakSlow", HttpMethod.Post, "slow", _cookie is null ? null : _name),
        < 86 => LoseThePatienceAsync(),
        < 92 => StreamAsync(),
        < 96 => LeaveADownloadAsync(),
        _ => SocketAsync(),
    };

    private async Task SignInAsync()
    {
        // Signed out every third time, so that refusals stay in the mixture.
        if (_cookie is not null && _random.Next(3) == 0)
        {
            _cookie = null;
            return;
        }

        using var answer = await AnswerAsync("SoakSignIn", HttpMethod.Post, "sign-in", _cookie is null ? null : _name, query: $"?name={_name}");
        _cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private async Task<HttpResponseMessage> AnswerAsync(string kind, HttpMethod method, string path, string? user, int bytes = 0, string query = "")
    {
        var id = NextId();
        using var request = Request(method, $"/{path}/{id}{query}");
        request.Content = bytes > 0 ? new ByteArrayContent(new byte[bytes]) : null;
        var answer = await _http.SendAsync(request);
        _seen[id] = new Seen(kind, Ending.Answered, (int)answer.StatusCode, user);
        return answer;
    }

    private async Task StreamAsync()
    {
        var id = NextId();
        using var request = Request(HttpMethod.Get, $"/stream/{id}");
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.EndsWith("data: 4\n\n", text, StringComparison.Ordinal);
        _seen[id] = new Seen("SoakStream", Ending.Streamed, (int)answer.StatusCode, _cookie is null ? null : _name);
    }

    private async Task LeaveADownloadAsync()
    {
        var id = NextId();
        using var request = Request(HttpMethod.Get, $"/download/{id}");
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1000]);
        _seen[id] = new Seen("SoakDownload", Ending.LeftInTheMiddle, (int)answer.StatusCode, _cookie is null ? null : _name);
    }

    private async Task LoseThePatienceAsync()
    {
        var id = NextId();
        using var request = Request(HttpMethod.Post, $"/slow/{id}");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(_random.Next(0, 25)));
        var user = _cookie is null ? null : _name;
        try
        {
            using var answer = await _http.SendAsync(request, patience.Token);
            _seen[id] = new Seen("SoakSlow", Ending.Answered, (int)answer.StatusCode, user);
        }
        catch (OperationCanceledException)
        {
            _seen[id] = new Seen("SoakSlow", Ending.LeftUnanswered, 200, user);
        }
    }

    private async Task SocketAsync()
    {
        var id = NextId();
        using var socket = new ClientWebSocket();
        if (_cookie is not null)
        {
            socket.Options.SetRequestHeader("Cookie", _cookie);
        }

        await socket.ConnectAsync(new UriBuilder(_server.Http1) { Scheme = "ws", Path = $"/socket/{id}" }.Uri, CancellationToken.None);
        var buffer = new byte[256];
        for (var i = 0; i < 3; i++)
        {
            await socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            await socket.ReceiveAsync(buffer, CancellationToken.None);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        // The answer to the close is not read: .NET's client drops the connection a second after it, and where the server is slower that is a client who left.
        await _server.Reached[id].Task;
        _seen[id] = new Seen("SoakSocket", Ending.Streamed, 101, _cookie is null ? null : _name);
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Version = _http.DefaultRequestVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (_cookie is not null)
        {
            request.Headers.Add("Cookie", _cookie);
        }

        return request;
    }

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"{_number}-{++_count}");
}
