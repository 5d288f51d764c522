using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

public sealed class EventIdSourceTests
{
    [Fact]
    public async Task AMillionIdsOfManyThreadsAreUniqueAndInOrderWithinEachThread()
    {
        const int Threads = 8;
        var source = new EventIdSource(TimeProvider.System);
        var ids = await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() => Enumerable.Range(0, 1_000_000 / Threads).Select(_ => source.Next()).ToArray())));
        Assert.Equal(1_000_000, ids.SelectMany(own => own).ToHashSet().Count);
        Assert.All(ids, own => Assert.True(IsAscending(own)));
    }

    [Fact]
    public void AnIdIsAVersion7UuidOfTheClocksMillisecond()
    {
        var clock = new SettableClock { Now = new(2026, 11, 22, 12, 0, 0, 123, TimeSpan.Zero) };
        var id = new EventIdSource(clock).Next();
        Assert.Equal((7, true), (id.Version, id.Variant is >= 8 and <= 11));
        Assert.Equal(clock.Now.ToUnixTimeMilliseconds(), Convert.ToInt64(id.ToString("N")[..12], 16));
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", new EventIdSource(clock).NextText());
    }

    [Fact]
    public void IdsGoOnAscendingWhenTheClockStandsStillOrStepsBack()
    {
        var clock = new SettableClock { Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero) };
        var source = new EventIdSource(clock);
        var ids = new List<Guid>();

        for (var i = 0; i < 30_000; i++)
        {
            ids.Add(source.Next());

            if (i == 15_000)
            {
                clock.Now -= TimeSpan.FromDays(1);
            }
        }

        clock.Now += TimeSpan.FromDays(2);
        ids.Add(source.Next());
        Assert.True(string.CompareOrdinal(ids[0].ToString(), ids[1].ToString()) < 0);
        Assert.True(IsAscending([.. ids]));
        Assert.Equal(clock.Now.ToUnixTimeMilliseconds(), Convert.ToInt64(ids[^1].ToString("N")[..12], 16));
    }

    [Fact]
    public void IdsOfOneMillisecondShareNoRandomPart()
    {
        var source = new EventIdSource(new SettableClock());
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => source.NextText()[19..]).ToHashSet(StringComparer.Ordinal).Count);
    }

    private static bool IsAscending(Guid[] ids) => ids.Zip(ids.Skip(1)).All(pair => pair.First < pair.Second);

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
