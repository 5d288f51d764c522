using System.Text.Json;

namespace AuditTrail.EndToEnd.Tests;

/// <summary>kill -9 of a real web application inside a handler that must not run unrecorded.</summary>
public sealed class AttemptKillTests
{
    [Fact]
    public async Task AProcessThatIsKilledInsideARequiredHandlerSaysSoOnceAfterItsNextStart()
    {
        using var directory = new TemporaryDirectory();
        JsonElement attempt;
        await using (var sample = await SampleProcess.StartAsync(directory.Path, "--Bank:Delay", "01:00:00"))
        {
            using var client = new HttpClient { BaseAddress = sample.Address };
            (await client.PostAsync(new Uri("/sign-in?name=alice", UriKind.Relative), content: null)).EnsureSuccessStatusCode();
            var call = client.PostAsync(new Uri("/orders/42/pay-out", UriKind.Relative), content: null);
            attempt = Assert.Single(PayOuts(await EventFile.WaitForAsync(directory.Path, events => PayOuts(events).Any())));
            sample.Kill();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => call);
        }

        Assert.Equal("attempt", Http(attempt).GetProperty("phase").GetString());
        var deed = attempt.GetProperty("sharedEventID").GetString()!;
        await using (var next = await SampleProcess.StartAsync(directory.Path))
        {
            var report = PayOuts(await EventFile.WaitForAsync(directory.Path, events => PayOuts(events).Count() == 2)).Last();
            Assert.Equal(("OutcomeUnknown", deed), (report.GetProperty("errorCode").GetString(), report.GetProperty("sharedEventID").GetString()));
            Assert.Equal(("outcome", "processEnded"), (Http(report).GetProperty("phase").GetString(), Http(report).GetProperty("ending").GetString()));
            Assert.Equal("alice", report.GetProperty("userIdentity").GetProperty("userName").GetString());
            Assert.Equal("42", report.GetProperty("requestParameters").GetProperty("id").GetString());
            await next.StopAsync();
            Assert.Contains("Nobody knows how an announced deed ended: PayOut (sharedEventID " + deed, next.Output, StringComparison.Ordinal);
        }

        await using (var last = await SampleProcess.StartAsync(directory.Path))
        {
            using var client = new HttpClient { BaseAddress = last.Address };
            (await client.PostAsync(new Uri("/sign-in?name=alice", UriKind.Relative), content: null)).EnsureSuccessStatusCode();
            (await client.PostAsync(new Uri("/orders/43/pay-out", UriKind.Relative), content: null)).EnsureSuccessStatusCode();
            await last.StopAsync();
        }

        var phases = PayOuts(EventFile.ReadAll(directory.Path)).Select(record => (Http(record).GetProperty("phase").GetString(), record.GetProperty("sharedEventID").GetString() == deed));
        Assert.Equal([("attempt", true), ("outcome", true), ("attempt", false), ("outcome", false)], phases);
    }

    private static IEnumerable<JsonElement> PayOuts(IReadOnlyList<JsonElement> events) => events.Where(record => EventFile.Name(record) == "PayOut");

    private static JsonElement Http(JsonElement record) => record.GetProperty("additionalEventData").GetProperty("http");
}
