using System.Net.Sockets;
using System.Text;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AuditTrail.AspNetCore.Tests.Capture;

/// <summary>Text that callers choose: bounded, on one line, and never in clear where it may open something.</summary>
public sealed class HostileTextTests
{
    private const string Canary = "CANARY7f3a";

    [Fact]
    public async Task SecretsInEveryPlaceOfARequestAreInNoEvent()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/reset/{resetToken}/{API_KEY}/{userPassword}/{code}/{clientSecret}", (string code) => code)
                .Audit("Reset", ("Shop::Reset", "reset/{resetToken}")),
            kestrel: HttpProtocols.Http1);
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Post, $"/reset/{Canary}/{Canary}/{Canary}/{Canary}/{Canary}?access_token={Canary}&q={Canary}&{Uri.EscapeDataString("a b")}={Canary}")
        {
            Content = new StringContent($$"""{"password":"{{Canary}}"}""", Encoding.UTF8, "application/json"),
        };
        foreach (var header in (string[])["Authorization", "Cookie", "X-Api-Key", "Proxy-Authorization", "Referer", "Origin", "Forwarded", "X-Original-For", "Via"])
        {
            request.Headers.TryAddWithoutValidation(header, "Bearer " + Canary);
        }

        Assert.Equal(Canary, await (await app.Client.SendAsync(request)).Content.ReadAsStringAsync());

        var e = await app.Recorder.SingleAsync();
        Assert.DoesNotContain(Canary, e.Json, StringComparison.Ordinal);
        Assert.Equal("***", e["requestParameters.resetToken"]);
        Assert.Equal("reset/***", e["resources.0.ARN"]);
        Assert.Equal("access_token", e.Http("query.0.name"));
        Assert.Equal("***", e.Http("query.0.value"));
        Assert.Equal("a b", e.Http("query.2.name"));
    }

    [Fact]
    public async Task AllowedParametersAreInClear()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/countries/{countryCode}", (string countryCode) => countryCode),
            s => Microsoft.Extensions.DependencyInjection.AuditTrailHttpServiceCollectionExtensions.AddAuditTrailHttp(s, o =>
            {
                o.AllowedRouteParameters.Add("CountryCode");
                o.AllowedQueryParameters.Add("Page");
            }));

        await app.Client.GetAsync("/countries/de?page=2&other=3");

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("de", e["requestParameters.countryCode"]);
        Assert.Equal("2", e.Http("query.0.value"));
        Assert.Equal("***", e.Http("query.1.value"));
    }

    [Fact]
    public async Task ControlAndBidirectionalCharactersStayEscapedOnOneLine()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/x/{text}", (string text) => ""));
        const string Evil = "a\r\nfake: b\u001b[31m\u202e\u2028\u0085z";

        await app.Client.GetAsync($"/x/{Uri.EscapeDataString(Evil)}?{Uri.EscapeDataString(Evil)}=1");

        var e = await app.Recorder.SingleAsync();
        Assert.Equal(Evil, e["requestParameters.text"]);
        Assert.Equal(Evil, e.Http("query.0.name"));
        Assert.DoesNotContain(e.Json, c => char.IsControl(c) || c is '\u202e' or '\u2028');
    }

    [Fact]
    public async Task TenThousandQueryItemsAndHugeValuesAreBounded()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/x/{text}", (string text) => ""));
        var query = string.Join('&', Enumerable.Range(0, 10_000).Select(i => $"name{i}={i}"));
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, $"/x/{new string('v', 20_000)}?{new string('n', 5_000)}=1&{query}");
        request.Headers.TryAddWithoutValidation("User-Agent", new string('u', 50_000));
        request.Headers.Host = new string('h', 200) + ".example.com";

        await app.Client.SendAsync(request);

        var e = await app.Recorder.SingleAsync();
        Assert.InRange(e.Json.Length, 1, 8_192);
        Assert.Equal("…", e.Http($"query.{QueryParameters.MaxCount}.name"));
        Assert.Equal("9969 more", e.Http($"query.{QueryParameters.MaxCount}.value"));
        Assert.Null(e.Http($"query.{QueryParameters.MaxCount + 1}.name"));
    }

    [Fact]
    public async Task ARawRequestWithOddBytesIsAnsweredAndRecorded()
    {
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", () => "ok"), kestrel: HttpProtocols.Http1);

        using var client = new TcpClient();
        await client.ConnectAsync(app.Address.Host, app.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("GET /?%=%&&&=&%ff%fe=%00&a=b=c HTTP/1.1\r\nHost: x\r\nUser-Agent: \tü\u0080 \r\nX-Forwarded-For: ,,,;;\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 200", await reader.ReadToEndAsync(), StringComparison.Ordinal);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("GET /", e.Name);
        Assert.Equal(",,,;;", e.Http("forwardedFor"));
    }

    [Theory]
    [InlineData("%20")]
    [InlineData("%E2%80%83%09")]
    public async Task AnIdOfBlanksHidesNeitherWhoAskedNorForWhat(string id)
    {
        await using var app = await WebApp.StartAsync(
            a =>
            {
                a.UseAuthentication();
                a.MapPost("/orders/{id}/refund", (string id) => "").Audit("RefundOrder", ("Shop::Order", "{id}"));
            },
            HeaderAuthentication.Add);
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Post, $"/orders/{id}/refund");
        request.Headers.Add("X-User", "mallory");

        await app.Client.SendAsync(request);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("mallory", e["userIdentity.userName"]);
        Assert.Equal(Uri.UnescapeDataString(id), e["requestParameters.id"]);
        Assert.Null(e["additionalEventData.captureProblem"]);
    }

    [Fact]
    public async Task AQueryWithoutNamesMayBeASecretAsAWhole()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/download", () => ""),
            s => Microsoft.Extensions.DependencyInjection.AuditTrailHttpServiceCollectionExtensions.AddAuditTrailHttp(s, o => o.AllowedQueryParameters.Add("preview")));

        await app.Client.GetAsync($"/download?{Canary}&preview&size=3&empty=");

        var e = await app.Recorder.SingleAsync();
        Assert.DoesNotContain(Canary, e.Json, StringComparison.Ordinal);
        Assert.Equal(["***", "preview", "size", "empty"], Enumerable.Range(0, 4).Select(i => e.Http($"query.{i}.name")));
    }
}
