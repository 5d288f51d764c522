using System.Text.Json;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.SignalR;

/// <summary>SignalR hubs over a raw WebSocket on Kestrel.</summary>
public sealed class HubEventTests
{
    [Fact]
    public async Task AnInvocationIsOneEventWithHubMethodAndCaller()
    {
        await using var app = await StartAsync();
        await using var client = await HubClient.ConnectAsync(app, "/orders", "ana");

        Assert.Equal("refunded SECRET", (await client.InvokeAsync("refund", """["SECRET"]""")).GetProperty("result").GetString());

        var e = Assert.Single(app.Recorder.Events, e => e.Name == "OrdersHub.Refund");
        Assert.Equal("ana-id", e["userIdentity.principalId"]);
        Assert.Equal("verified", e.Http("authentication"));
        Assert.Equal("127.0.0.1", e.SourceIp);
        Assert.Equal("OrdersHub", e["additionalEventData.signalR.hub"]);
        Assert.Equal("Refund", e["additionalEventData.signalR.method"]);
        Assert.Equal("WebSockets", e["additionalEventData.signalR.transport"]);
        Assert.Equal("1", e["additionalEventData.signalR.invocation"]);
        Assert.False(string.IsNullOrEmpty(e["additionalEventData.signalR.connectionId"]));
        Assert.Equal("/orders", e.Http("route"));
        Assert.Null(e.Error);
        Assert.Null(e.Phase);
        Assert.Null(e.Status);
        Assert.DoesNotContain("SECRET", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EverythingOnAConnectionHasTheIdsOfItsRequest()
    {
        await using var app = await StartAsync();
        await using (var client = await HubClient.ConnectAsync(app, "/orders"))
        {
            await client.InvokeAsync("Refund", """["7"]""");
            await client.CloseAsync();
        }

        var events = await app.Recorder.WaitForAsync(5);
        Assert.Equal(["GET /orders", "OrdersHub.OnConnectedAsync", "OrdersHub.Refund", "OrdersHub.OnDisconnectedAsync", "GET /orders"], events.Select(e => e.Name));
        Assert.Single(events.Select(e => e.SharedId).Distinct());
        Assert.Single(events.Select(e => e["requestID"]).Distinct());
        Assert.Equal(["101", "101"], events.Where(e => e.Name == "GET /orders").Select(e => e.Status));
        Assert.Equal("1000", events[4].Http("closeStatus"));
        Assert.True(long.Parse(events[4].Http("bytesReceived") ?? "", System.Globalization.CultureInfo.InvariantCulture) > 90);
        Assert.All(events, e => Assert.Null(e.Error));
    }

    [Fact]
    public async Task AnAnswerDoesNotLeaveBeforeItsRecordExists()
    {
        await using var app = await StartAsync();
        await using var client = await HubClient.ConnectAsync(app, "/orders");

        for (var round = 1; round <= 20; round++)
        {
            await client.InvokeAsync("Refund", """["7"]""");
            Assert.Equal(round, app.Recorder.Events.Count(e => e.Name == "OrdersHub.Refund"));
        }
    }

    [Theory]
    [InlineData("Refuse", "HubException")]
    [InlineData("Fail", "InvalidTimeZoneException")]
    public async Task AFailureIsNamedByTheExceptionsTypeAndTheCallerSeesWhatItWouldHaveSeen(string method, string error)
    {
        await using var app = await StartAsync();
        await using var client = await HubClient.ConnectAsync(app, "/orders");

        var answer = await client.InvokeAsync(method);

        Assert.Equal(method == "Refuse", answer.GetProperty("error").GetString()?.Contains("SECRET", StringComparison.Ordinal));
        var e = Assert.Single(app.Recorder.Events, e => e.Name == "OrdersHub." + method);
        Assert.Equal(error, e.Error);
        Assert.Equal(error, e.Ending);
        Assert.DoesNotContain("SECRET", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMethodsOwnWordHolds()
    {
        await using var app = await StartAsync();
        await using var client = await HubClient.ConnectAsync(app, "/orders");

        await client.InvokeAsync("Ping");
        await client.InvokeAsync("Cancel", """["7"]""");

        Assert.Equal("true", Assert.Single(app.Recorder.Events, e => e.Name == "CancelOrder")["readOnly"]);
        Assert.DoesNotContain(app.Recorder.Events, e => e.Json.Contains("Ping", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AMethodThatAsksNotToRunUnrecordedDoesNotRun()
    {
        await using var app = await StartAsync();
        await using var client = await HubClient.ConnectAsync(app, "/orders");

        Assert.True((await client.InvokeAsync("Pay")).TryGetProperty("error", out _));
    }

    [Theory]
    [InlineData("Count", "[3]", null)]
    [InlineData("Break", "[]", "InvalidTimeZoneException")]
    [InlineData("Channel", "[]", null)]
    public async Task AStreamIsRecordedAtItsStartAndAtItsEnd(string method, string arguments, string? error)
    {
        await using var app = await StartAsync();
        await using var client = await HubClient.ConnectAsync(app, "/orders");

        await client.StreamAsync(method, arguments);
        await client.ReadUntilAsync(2);
        Assert.Equal("start", app.Recorder.Events.First(e => e.Name == "OrdersHub." + method).Phase);
        await client.ReadUntilAsync(3);

        var events = app.Recorder.Events.Where(e => e.Name == "OrdersHub." + method).ToArray();
        Assert.Equal(["start", "end"], events.Select(e => e.Phase));
        Assert.Equal([null, error], events.Select(e => e.Error));
        Assert.Single(events.Select(e => e["additionalEventData.signalR.invocation"]).Distinct());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStreamThatItsCallerEndsIsRecordedAsAborted(bool drops)
    {
        await using var app = await StartAsync();
        await using var client = await HubClient.ConnectAsync(app, "/orders");

        await client.StreamAsync("Forever", id: "9");
        await client.ReadUntilAsync(2);
        if (drops)
        {
            client.Drop();
        }
        else
        {
            await client.SendAsync("""{"type":5,"invocationId":"9"}""");
        }

        var end = await WaitForAsync(app, e => e is { Name: "OrdersHub.Forever", Phase: "end" });
        Assert.Equal("RequestAborted", end.Error);
        Assert.Equal("aborted", end.Ending);
    }

    [Fact]
    public async Task AnUploadToAHubIsRecordedAtItsStartAndAtItsEnd()
    {
        await using var app = await StartAsync();
        await using var client = await HubClient.ConnectAsync(app, "/orders");

        await client.SendAsync("""{"type":1,"invocationId":"1","target":"Sum","arguments":[],"streamIds":["s"]}""");
        Assert.Equal("start", (await WaitForAsync(app, e => e.Name == "OrdersHub.Sum")).Phase);
        await client.SendAsync("""{"type":2,"invocationId":"s","item":20}""");
        await client.SendAsync("""{"type":2,"invocationId":"s","item":22}""");
        await client.SendAsync("""{"type":3,"invocationId":"s"}""");

        Assert.Equal(42, (await client.ReadUntilAsync(3)).GetProperty("result").GetInt32());
        Assert.Equal(["start", "end"], app.Recorder.Events.Where(e => e.Name == "OrdersHub.Sum").Select(e => e.Phase));
    }

    [Fact]
    public async Task ACallerThatDropsTheConnectionIsSaidWithTheReason()
    {
        await using var app = await StartAsync();
        await using var client = await HubClient.ConnectAsync(app, "/orders");
        await client.InvokeAsync("Refund", """["7"]""");

        client.Drop();

        await WaitForAsync(app, e => e.Name == "OrdersHub.OnDisconnectedAsync");
        await WaitForAsync(app, e => e is { Name: "GET /orders", Phase: "end" });
    }

    [Fact]
    public async Task AnEventThatCannotBeRecordedDisturbsNothing()
    {
        var recorder = new FailingRecorder();
        await using var app = await StartAsync(recorder: recorder);
        await using var client = await HubClient.ConnectAsync(app, "/orders");

        Assert.Equal("refunded 7", (await client.InvokeAsync("Refund", """["7"]""")).GetProperty("result").GetString());
        await client.StreamAsync("Count", "[2]");
        await client.ReadUntilAsync(3);

        Assert.True(recorder.Calls >= 4);
        Assert.Contains(app.Logger.Messages, m => m.Id == 2040);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheFilterIsThereOnceAndFirstWhateverTheOrder(bool signalRFirst)
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapHub<OrdersHub>("/orders"),
            s =>
            {
                if (!signalRFirst)
                {
                    s.AddAuditTrailHttp(_ => { }).AddAuditTrailHttp(_ => { });
                }

                s.AddSignalR(o => o.AddFilter(new RefusingFilter()));
                s.AddAuditTrailHttp(_ => { });
            },
            kestrel: HttpProtocols.Http1);
        await using var client = await HubClient.ConnectAsync(app, "/orders");

        Assert.True((await client.InvokeAsync("Refund", """["7"]""")).TryGetProperty("error", out _));

        Assert.Equal("HubException", Assert.Single(app.Recorder.Events, e => e.Name == "OrdersHub.Refund").Error);
    }

    [Fact]
    public async Task TheApplicationsHooksSeeInvocationsToo()
    {
        await using var app = await StartAsync(s => s.AddAuditTrailHttp(o =>
        {
            o.MapIdentity = (_, identity) => identity with { AccountId = "111122223333" };
            o.Enrich = (_, e) => e.Additional("tenant", "t-1");
        }));
        await using var client = await HubClient.ConnectAsync(app, "/orders", "ana");
        await client.InvokeAsync("Refund", """["7"]""");

        var e = Assert.Single(app.Recorder.Events, e => e.Name == "OrdersHub.Refund");
        Assert.Equal("111122223333", e["userIdentity.accountId"]);
        Assert.Equal("t-1", e["additionalEventData.tenant"]);
    }

    [Fact]
    public async Task OverLongPollingPollsAreNoEventsAndInvocationsAre()
    {
        await using var app = await StartAsync();
        using var negotiated = JsonDocument.Parse(await PostAsync("/orders/negotiate?negotiateVersion=1", ""));
        var connection = "/orders?id=" + negotiated.RootElement.GetProperty("connectionToken").GetString();
        await app.Client.GetStringAsync(connection);
        await PostAsync(connection, "{\"protocol\":\"json\",\"version\":1}\u001e");
        await PostAsync(connection, "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Refund\",\"arguments\":[\"7\"]}\u001e");
        var received = "";
        while (!received.Contains("refunded 7", StringComparison.Ordinal))
        {
            received += await app.Client.GetStringAsync(connection);
        }

        (await app.Client.DeleteAsync(connection)).EnsureSuccessStatusCode();

        var end = await WaitForAsync(app, e => e.Name == "OrdersHub.OnDisconnectedAsync");
        Assert.Equal(["POST /orders/negotiate", "OrdersHub.OnConnectedAsync", "OrdersHub.Refund", "OrdersHub.OnDisconnectedAsync"], app.Recorder.Events.Select(e => e.Name));
        Assert.Equal("LongPolling", end["additionalEventData.signalR.transport"]);
        Assert.Single(app.Recorder.Events.Skip(1).Select(e => e.SharedId).Distinct());

        async Task<string> PostAsync(string path, string text)
        {
            using var answer = await app.Client.PostAsync(path, new StringContent(text));
            answer.EnsureSuccessStatusCode();
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task APollThatIsRefusedIsAnEvent()
    {
        await using var app = await StartAsync();

        await app.Client.GetAsync("/orders?id=invented");

        Assert.Equal("NotFound", (await app.Recorder.SingleAsync()).Error);
    }

    private static Task<WebApp> StartAsync(Action<IServiceCollection>? services = null, CollectingRecorder? recorder = null) =>
        WebApp.StartAsync(
            a =>
            {
                a.UseAuthentication();
                a.UseAuthorization();
                a.MapHub<OrdersHub>("/orders");
            },
            s =>
            {
                HeaderAuthentication.Add(s);
                s.AddSignalR();
                services?.Invoke(s);
            },
            recorder,
            HttpProtocols.Http1);

    private static async Task<Recorded> WaitForAsync(WebApp app, Func<Recorded, bool> isIt)
    {
        for (var count = 1; ; count++)
        {
            var events = await app.Recorder.WaitForAsync(count);
            if (events.FirstOrDefault(isIt) is { } found)
            {
                return found;
            }

            count = events.Count;
        }
    }

    private sealed class RefusingFilter : IHubFilter
    {
        public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
            throw new HubException("no");
    }
}
