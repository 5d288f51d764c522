using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;

namespace AuditTrail.AspNetCore.Tests.SignalR;

/// <summary>A hub with a method of every kind.</summary>
public sealed class OrdersHub : Hub
{
    public string Refund(string order) => "refunded " + order;

    [Audit("CancelOrder", ReadOnly = true)]
    public Task Cancel(string order) => Task.CompletedTask;

    [SkipAudit]
    public string Ping() => "pong";

    [Audit(Required = true)]
    public string Pay() => "paid";

    public void Refuse() => throw new HubException("SECRET");

    public void Fail() => throw new InvalidTimeZoneException("SECRET");

    public async IAsyncEnumerable<int> Count(int to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 1; number <= to; number++)
        {
            yield return number;
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public async IAsyncEnumerable<string> Break()
    {
        yield return "first";
        await Task.Yield();
        throw new InvalidTimeZoneException("SECRET");
    }

    public async IAsyncEnumerable<string> Forever([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return "first";
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    public Task<ChannelReader<string>> Channel()
    {
        var channel = System.Threading.Channels.Channel.CreateUnbounded<string>();
        channel.Writer.TryWrite("first");
        channel.Writer.TryWrite("last");
        channel.Writer.Complete();
        return Task.FromResult(channel.Reader);
    }

    public async Task<int> Sum(IAsyncEnumerable<int> numbers)
    {
        var sum = 0;
        await foreach (var number in numbers)
        {
            sum += number;
        }

        return sum;
    }
}
