using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace AuditTrail.EndToEnd.Tests.IncumbentFailures;

/// <summary>What becomes of events when the process ends, by SIGKILL or in order, on a real disk. The numbers are the rows of docs/failures.md.</summary>
public sealed class ProcessFailureTests
{
    private const int Clients = 16;

    private readonly ConcurrentBag<string> _answered = [];
    private int _next;

    [Fact]
    public async Task Row21NothingThatWasAnsweredIsMissingAfterASigkill()
    {
        using var directory = new TemporaryDirectory();
        var requests = Repository.Scale(fast: 300, normal: 1_000, slow: 5_000);
        await using (var sample = await SampleProcess.StartAsync(directory.Path))
        {
            await RefundAsync(sample.Address, requests);
            sample.Kill();
        }

        await using var again = await SampleProcess.StartAsync(directory.Path);
        var events = await EventFile.WaitForAsync(directory.Path, all => Refunds(all).Count >= requests);
        Assert.Equal(_answered.Order(StringComparer.Ordinal), Refunds(events).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Row22NothingThatWasAnsweredIsMissingAfterAnOrderlyStop()
    {
        using var directory = new TemporaryDirectory();
        var requests = Repository.Scale(fast: 300, normal: 1_000, slow: 5_000);
        await using (var sample = await SampleProcess.StartAsync(directory.Path))
        {
            await RefundAsync(sample.Address, requests);
            await sample.StopAsync();
        }

        // What the drain did not get to in time is in the journal, and comes with the next start.
        await using var again = await SampleProcess.StartAsync(directory.Path);
        var events = await EventFile.WaitForAsync(directory.Path, all => Refunds(all).Count >= requests);
        Assert.Equal(_answered.Order(StringComparer.Ordinal), Refunds(events).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Row23NoHalfLineIsLeftBehindHoweverOftenTheWriterIsKilled()
    {
        using var directory = new TemporaryDirectory();
        var kills = Repository.Scale(fast: 2, normal: 10, slow: 100);
        var random = new Random(23);
        for (var kill = 0; kill < kills; kill++)
        {
            await using var sample = await SampleProcess.StartAsync(directory.Path);
            var load = RefundAsync(sample.Address, int.MaxValue);
            await Task.Delay(random.Next(20, 400));
            sample.Kill();
            await load;
        }

        await using var last = await SampleProcess.StartAsync(directory.Path);
        // Reading asserts that every line is whole and is JSON.
        var events = await EventFile.WaitForAsync(directory.Path, all => Refunds(all).ToHashSet(StringComparer.Ordinal).IsSupersetOf(_answered));
        Assert.Equal(kills + 1, events.Count(record => EventFile.Name(record) == "TrailStarted"));
    }

    private async Task RefundAsync(Uri address, int requests)
    {
        var left = requests;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            using var client = new HttpClient { BaseAddress = address };
            while (Interlocked.Decrement(ref left) >= 0)
            {
                // Nobody is signed in: what is refused with 401 is recorded all the same.
                var id = Interlocked.Increment(ref _next).ToString(CultureInfo.InvariantCulture).PadLeft(1_000, '0');
                try
                {
                    using var response = await client.PostAsync(new Uri($"/orders/{id}/refund", UriKind.Relative), content: null);
                    _answered.Add(id);
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException)
                {
                    // Killed.
                    return;
                }
            }
        }));
    }

    private static List<string> Refunds(IReadOnlyList<JsonElement> events) => [.. events
        .Where(record => EventFile.Name(record) == "RefundOrder")
        .Select(record => record.GetProperty("requestParameters").GetProperty("id").GetString()!)];
}
