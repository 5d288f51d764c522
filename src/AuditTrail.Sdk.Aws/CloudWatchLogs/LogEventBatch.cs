using System.Runtime.InteropServices;
using AuditTrail.Sinks;

namespace AuditTrail.Aws;

/// <summary>The open events of one batch in order of time, and how they are cut into calls. One for each sink: its memory is used again.</summary>
internal sealed class LogEventBatch
{
    public const int MostEvents = 10_000;
    public const int MostBytes = 1_048_576;
    public const long LongestSpan = 24 * 60 * 60 * 1_000;

    private readonly List<LogEvent> _events = [];
    private byte[] _messages = [];

    public ReadOnlySpan<LogEvent> Events => CollectionsMarshal.AsSpan(_events);

    public ReadOnlySpan<byte> MessageOf(in LogEvent item) => _messages.AsSpan(item.Offset, item.Length);

    /// <summary>Reads what is open; what is too large for any call is rejected here.</summary>
    /// <param name="batch">The batch; it is enumerated once.</param>
    /// <param name="settled">What was settled in earlier attempts.</param>
    /// <param name="sent">The time that all events get, or null for each one's own.</param>
    public void Read(AuditBatch batch, PartialDelivery settled, DateTimeOffset? sent)
    {
        _events.Clear();
        var end = 0;
        foreach (var item in batch)
        {
            if (settled.IsSettled(item))
            {
                continue;
            }

            var message = item.Utf8Json.Span;
            if (message.Length + LogEvent.Overhead > MostBytes)
            {
                settled.Rejected(item, $"The record has {message.Length} bytes; CloudWatch Logs takes {MostBytes - LogEvent.Overhead}.");
                continue;
            }

            if (_messages.Length < end + message.Length)
            {
                Array.Resize(ref _messages, Math.Max(end + message.Length, 2 * _messages.Length));
            }

            message.CopyTo(_messages.AsSpan(end));
            // A clock before 1970 is too old in any case; the service says so of 0, and fails the whole call for less.
            _events.Add(new LogEvent(Math.Max(0, (sent ?? item.Time).ToUnixTimeMilliseconds()), item.TrailSequence, end, message.Length));
            end += message.Length;
        }

        // In a call events have to be in order of time; several of one millisecond stay in order of recording.
        CollectionsMarshal.AsSpan(_events).Sort(static (a, b) => a.Timestamp != b.Timestamp ? a.Timestamp.CompareTo(b.Timestamp) : a.Offset.CompareTo(b.Offset));
    }

    /// <summary>The calls, in order of time: each within CloudWatch Logs' limits.</summary>
    public IEnumerable<Range> Calls()
    {
        var start = 0;
        while (start < _events.Count)
        {
            var end = EndOf(start);
            yield return start..end;
            start = end;
        }
    }

    private int EndOf(int start)
    {
        var (end, bytes) = (start, 0);
        while (end < _events.Count && end - start < MostEvents && bytes + _events[end].Size <= MostBytes && _events[end].Timestamp - _events[start].Timestamp <= LongestSpan)
        {
            bytes += _events[end].Size;
            end++;
        }

        return end;
    }
}
