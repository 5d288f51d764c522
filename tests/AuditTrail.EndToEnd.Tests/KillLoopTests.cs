using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace AuditTrail.EndToEnd.Tests;

/// <summary>kill -9 of a real web application under a real HTTP client's load.</summary>
public sealed class KillLoopTests(ITestOutputHelper output)
{
    private const int Clients = 16;

    private readonly ConcurrentDictionary<string, bool> _answered = new(StringComparer.Ordinal);
    private int _next;

    [Fact]
    public async Task EveryAnsweredRequestIsInTheFileExactlyOnceHoweverOftenTheProcessIsKilled()
    {
        var kills = Repository.Scale(fast: 3, normal: 20, slow: 500);
        using var directory = new TemporaryDirectory();
        var random = new Random(20_251_005);
        for (var kill = 0; kill < kills; kill++)
        {
            await using var sample = await SampleProcess.StartAsync(directory.Path);
            var cookie = await SignInAsync(sample.Address);
            using var stop = new CancellationTokenSource();
            var clients = Enumerable.Range(0, Clients).Select(_ => RefundUntilItDiesAsync(sample.Address, cookie, stop.Token)).ToArray();
            await Task.Delay(random.Next(20, 600));
            sample.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(clients);
        }

        await using (var last = await SampleProcess.StartAsync(directory.Path))
        {
            await EventFile.WaitForAsync(directory.Path, events => Refunds(events).ToHashSet(StringComparer.Ordinal).IsSupersetOf(_answered.Keys));
            await last.StopAsync();
        }

        var all = EventFile.ReadAll(directory.Path);
        var counts = Refunds(all).CountBy(id => id, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        Assert.NotEmpty(_answered);
        Assert.All(_answered.Keys, id => Assert.Equal(1, counts.GetValueOrDefault(id)));
        Assert.DoesNotContain(counts, pair => pair.Value > 1);
        Assert.Equal(kills + 1, all.Count(record => EventFile.Name(record) == "TrailStarted"));
        AssertNumberedWithoutGap(all);
        var journal = Directory.EnumerateFiles(directory.File("journal"), "seg-*").Sum(file => new FileInfo(file).Length);
        Assert.InRange(journal, 0, 256L << 20);
        output.WriteLine($"{kills} kills: {_answered.Count} answered requests, each in the file exactly once; {all.Count} events; {journal:N0} bytes of journal left");
    }

    private static void AssertNumberedWithoutGap(IReadOnlyList<JsonElement> all)
    {
        long previous = 0;
        foreach (var record in all)
        {
            var number = EventFile.Numbers(record).GetProperty("trailSequence").GetInt64();
            Assert.Equal(previous + 1, number);
            previous = number;
        }
    }

    private static IEnumerable<string> Refunds(IReadOnlyList<JsonElement> events) => events
        .Where(record => EventFile.Name(record) == "RefundOrder")
        .Select(record => record.GetProperty("requestParameters").GetProperty("id").GetString()!);

    private static async Task<string> SignInAsync(Uri address)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address };
        using var response = await client.PostAsync(new Uri("/sign-in?name=alice", UriKind.Relative), content: null);
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private async Task RefundUntilItDiesAsync(Uri address, string cookie, CancellationToken stop)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address };
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        while (!stop.IsCancellationRequested)
        {
            var id = Interlocked.Increment(ref _next).ToString(CultureInfo.InvariantCulture);
            try
            {
                using var response = await client.PostAsync(new Uri($"/orders/{id}/refund", UriKind.Relative), content: null, stop);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                _answered[id] = true;
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
            {
                // Killed before the answer: the event may be recorded or not, and must not be there twice.
                return;
            }
        }
    }
}
