using System.Threading.Channels;

namespace AuditTrail.Benchmarks.Contenders;

/// <summary>A queue and one writer thread that commits whatever has arrived since the last commit and then answers its callers.</summary>
internal sealed class GroupWriter : IDisposable
{
    private readonly Channel<Caller> _queue = Channel.CreateBounded<Caller>(new BoundedChannelOptions(16_384) { SingleReader = true });
    private readonly Action<IReadOnlyList<Caller>> _commit;
    private readonly int _maxGroup;
    private readonly Thread _thread;

    /// <param name="commit">Makes the records of a group durable.</param>
    /// <param name="maxGroup">1 is one sync an event.</param>
    public GroupWriter(Action<IReadOnlyList<Caller>> commit, int maxGroup = int.MaxValue)
    {
        _commit = commit;
        _maxGroup = maxGroup;
        _thread = new Thread(Run) { IsBackground = true, Name = "group writer" };
        _thread.Start();
    }

    public ValueTask<bool> AppendAsync(Caller caller, int order)
    {
        caller.Record.Write(order);
        caller.Begin();
        if (!_queue.Writer.TryWrite(caller))
        {
            throw new InvalidOperationException("More callers than the queue has places.");
        }

        return caller.Wait;
    }

    public void Dispose()
    {
        _queue.Writer.Complete();
        _thread.Join();
    }

    private void Run()
    {
        var group = new List<Caller>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < _maxGroup && _queue.Reader.TryRead(out var caller))
            {
                group.Add(caller);
            }

            Commit(group);
        }
    }

    private void Commit(List<Caller> group)
    {
        try
        {
            _commit(group);
        }
        catch (Exception exception)
        {
            group.ForEach(caller => caller.Fail(exception));
            return;
        }

        group.ForEach(caller => caller.Complete());
    }
}
