using System.Collections.Concurrent;

namespace AuditTrail.Aws;

/// <summary>One pace for each account and region, shared by all recorders of an application. Thread-safe.</summary>
internal sealed class LakePaces
{
    private readonly ConcurrentDictionary<(string Account, string Region), LakePace> _paces = new();

    public LakePace Of(ChannelArn channel, TimeProvider time) => _paces.GetOrAdd((channel.Account, channel.Region), _ => new LakePace(time));
}
