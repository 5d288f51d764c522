namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Keeps cookies between requests, and follows no redirect.</summary>
internal sealed class Browser(WebApp app)
{
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public async Task<HttpResponseMessage> SendAsync(string method, string pathAndQuery, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(new System.Net.Http.HttpMethod(method), pathAndQuery) { Content = content };
        if (_cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        var response = await app.Client.SendAsync(request);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            _ = pair[1].Length == 0 ? _cookies.Remove(pair[0]) : _cookies.TryAdd(pair[0], pair[1]) || (_cookies[pair[0]] = pair[1]) is not null;
        }

        return response;
    }

    public Task<HttpResponseMessage> GetAsync(string pathAndQuery) => SendAsync("GET", pathAndQuery);

    public Task<HttpResponseMessage> PostAsync(string pathAndQuery, HttpContent? content = null) => SendAsync("POST", pathAndQuery, content);
}
