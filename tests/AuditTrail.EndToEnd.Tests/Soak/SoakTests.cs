using System.Collections.Concurrent;

namespace AuditTrail.EndToEnd.Tests.Soak;

/// <summary>Hundreds of clients do everything at once for a while; then every event is compared with what its client saw.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    [Fact]
    public async Task EveryRequestOfMixedTrafficIsRecordedOnceWithTheStatusThatItsClientSaw()
    {
        var duration = TimeSpan.FromSeconds(Repository.Scale(fast: 5, normal: 20, slow: 300));
        var clients = Repository.Scale(fast: 100, normal: 300, slow: 400);
        using var directory = new TemporaryDirectory();
        await using var server = await ShopServer.StartAsync(directory.Path);
        await RunAsync(clients, duration, server);
        await server.StopAsync();

        var own = 0;
        var signIns = 0;
        var previous = 0L;
        var eventIds = new HashSet<string>(StringComparer.Ordinal);
        var recorded = new Dictionary<string, List<RecordedEvent>>(StringComparer.Ordinal);
        var requests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in Directory.EnumerateFiles(directory.Path, "events-*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(RecordedEvent.Read))
        {
            Assert.Equal(++previous, item.TrailSequence);
            Assert.True(eventIds.Add(item.EventId), $"twice: {item}");
            if (item.Name is "TrailStarted" or "TrailStopped")
            {
                own++;
            }
            else if (item.Name is "SignIn")
            {
                // Beside the request's own event, which is compared below.
                signIns++;
            }
            else
            {
                var id = item.Id ?? requests.GetValueOrDefault(item.SharedId!, $"nobody's: {item}");
                requests[item.SharedId!] = id;
                (recorded.TryGetValue(id, out var events) ? events : recorded[id] = []).Add(item);
            }
        }

        var wrong = _seen.Where(request => !Matches(request.Key, request.Value, recorded, server)).Select(request => Describe(request.Key, recorded)).ToList();
        var kinds = _seen.Values.CountBy(seen => (seen.Kind, seen.Ending)).OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Key.Kind} {kind.Key.Ending} {kind.Value:N0}");
        output.WriteLine($"{clients} clients, {duration.TotalSeconds:N0} s: {_seen.Count:N0} requests, {previous:N0} events ({own} the trail's own), {wrong.Count} that differ from what the client saw");
        output.WriteLine(string.Join(", ", kinds));
        Assert.Equal(2, own);
        Assert.InRange(signIns, _seen.Values.Count(seen => seen is { Kind: "SoakSignIn", Ending: Ending.Answered, Status: 200 }), _seen.Values.Count(seen => seen.Kind == "SoakSignIn"));
        Assert.DoesNotContain(recorded.Keys, id => !_seen.ContainsKey(id));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
        Assert.All(Enum.GetValues<Ending>(), ending => Assert.Contains(_seen.Values, seen => seen.Ending == ending));
    }

    private async Task RunAsync(int count, TimeSpan duration, ShopServer server)
    {
        var clients = Enumerable.Range(0, count).Select(number => new ShopClient(number, server, _seen)).ToList();
        var stop = Task.Delay(duration);
        await Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(stop))));
        clients.ForEach(client => client.Dispose());
    }

    private static bool Matches(string id, Seen seen, Dictionary<string, List<RecordedEvent>> recorded, ShopServer server)
    {
        var events = recorded.GetValueOrDefault(id, []).OrderBy(item => item.Phase is not null).ToList();
        return events.TrueForAll(item => item.Name == seen.Kind) && seen.Ending switch
        {
            Ending.Answered => events is [{ Phase: null } only] && only.Status == seen.Status && IsSaidToHaveFailed(only) == seen.Status >= 400 && IsBy(only, seen),
            Ending.Streamed => events is [{ Phase: null, Error: null } start, { Phase: "end", Error: null } end]
                && start.Status == seen.Status && end.Status == seen.Status && IsBy(start, seen),
            Ending.LeftInTheMiddle => events is [{ Phase: null, Error: null } start, { Phase: "end", Error: "RequestAborted" } end]
                && start.Status == seen.Status && end.Status == seen.Status && IsBy(start, seen),
            _ => server.Reached.ContainsKey(id)
                ? events is [{ Phase: null, Status: null, Error: "RequestAborted" }] or [{ Phase: null, Status: 200, Error: null }]
                    or [{ Phase: null, Status: 200, Error: null }, { Phase: "end", Status: 200, Error: "RequestAborted" }]
                : events is [],
        };
    }

    private static bool IsSaidToHaveFailed(RecordedEvent item) => item.Error is not null;

    private static bool IsBy(RecordedEvent item, Seen seen) => item.User == seen.User;

    private string Describe(string id, Dictionary<string, List<RecordedEvent>> recorded) =>
        $"{id}: the client saw {_seen[id]}; recorded was {(recorded.TryGetValue(id, out var events) ? string.Join("; ", events) : "nothing")}";
}
