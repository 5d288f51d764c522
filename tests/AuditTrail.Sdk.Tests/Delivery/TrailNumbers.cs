namespace AuditTrail.Tests.Delivery;

/// <summary>Checks the numbers of a trail as whoever reads the destination can.</summary>
internal static class TrailNumbers
{
    /// <summary>Numbers that nothing has and no marker behind them explains; empty when the trail is whole.</summary>
    /// <param name="seen">One epoch's events, repetitions included.</param>
    public static IEnumerable<long> Unexplained(IEnumerable<SeenEvent> seen)
    {
        var events = seen.DistinctBy(item => item.TrailSequence).OrderBy(item => item.TrailSequence).ToList();
        for (var i = 1; i < events.Count; i++)
        {
            var explained = events.Skip(i).TakeWhile(item => item.Sequence == 0).SelectMany(Unused).ToHashSet();
            for (var number = events[i - 1].TrailSequence + 1; number < events[i].TrailSequence; number++)
            {
                if (!explained.Contains(number))
                {
                    yield return number;
                }
            }
        }
    }

    private static IEnumerable<long> Unused(SeenEvent marker)
    {
        var told = marker.Root.GetProperty("requestParameters");
        if (!told.TryGetProperty("trailFrom", out var from))
        {
            yield break;
        }

        for (var number = from.GetInt64(); number <= told.GetProperty("trailTo").GetInt64(); number++)
        {
            yield return number;
        }
    }
}
