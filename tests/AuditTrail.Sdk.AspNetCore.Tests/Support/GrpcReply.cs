using System.Buffers.Binary;
using System.Text;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>What came back on one HTTP/2 stream.</summary>
internal sealed class GrpcReply
{
    private readonly List<byte> _data = [];

    public Dictionary<string, string> Headers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Trailers { get; } = new(StringComparer.Ordinal);

    public int? ResetCode { get; private set; }

    public bool IsOver { get; private set; }

    /// <summary>The messages that are whole so far.</summary>
    public IReadOnlyList<string> Messages
    {
        get
        {
            var messages = new List<string>();
            var rest = _data.ToArray().AsSpan();
            while (rest.Length >= 5 && BinaryPrimitives.ReadInt32BigEndian(rest[1..]) is var length && rest.Length >= 5 + length)
            {
                messages.Add(Encoding.UTF8.GetString(rest.Slice(5, length)));
                rest = rest[(5 + length)..];
            }

            return messages;
        }
    }

    public void AddHeaders(IEnumerable<(string Name, string Value)> headers, bool isLast)
    {
        var target = Headers.Count == 0 ? Headers : Trailers;
        foreach (var (name, value) in headers)
        {
            target[name] = value;
        }

        IsOver |= isLast;
    }

    public void AddData(byte[] data, bool isLast)
    {
        _data.AddRange(data);
        IsOver |= isLast;
    }

    public void Reset(int code)
    {
        ResetCode = code;
        IsOver = true;
    }
}
