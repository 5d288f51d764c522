using System.Buffers;
using System.Text.Json;

namespace AuditTrail.Archive.Verification;

/// <summary>Looks for numbers in a log file that streams by: <c>{"Records":[…]}</c>, never the whole of it in memory, and no stricter than JSON.</summary>
internal sealed class RecordScanner : IDisposable
{
    private const int FirstBuffer = 64 * 1024;
    private const int LargestToken = 16 * 1024 * 1024; // CloudTrail's largest event has 1 MB

    private static readonly JsonReaderOptions Lenient = new() { MaxDepth = 1_000, CommentHandling = JsonCommentHandling.Disallow };

    private readonly RecordFacts _record = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _count;
    private JsonReaderState _state = new(Lenient);
    private bool _inRecords;
    private bool _sawRecords;

    public LogFileNumbers Numbers { get; } = new();

    /// <summary>Why the file could not be read as records; null when it could.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where the next bytes of the file go.</summary>
    public Memory<byte> Free => _buffer.AsMemory(_count);

    /// <summary>Says how many bytes were put into <see cref="Free"/>.</summary>
    public void Advance(int count)
    {
        _count += count;
        if (Problem is null)
        {
            Scan(isFinal: false);
        }

        if (Problem is not null)
        {
            _count = 0;
        }
        else if (_count == _buffer.Length)
        {
            Grow();
        }
    }

    public void Complete()
    {
        if (Problem is null)
        {
            Scan(isFinal: true);
        }

        if (Problem is null && !_sawRecords)
        {
            Problem = "it has no list called Records.";
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Scan(bool isFinal)
    {
        try
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(0, _count), isFinal, _state);
            while (reader.Read())
            {
                Take(ref reader);
            }

            _state = reader.CurrentState;
            var consumed = (int)reader.BytesConsumed;
            _buffer.AsSpan(consumed, _count - consumed).CopyTo(_buffer);
            _count -= consumed;
        }
        catch (JsonException exception)
        {
            Problem = exception.Message;
        }
    }

    private void Take(ref Utf8JsonReader reader)
    {
        // A list's elements are one level deeper than its brackets.
        var depth = reader.CurrentDepth;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when depth == 1:
                _inRecords = reader.ValueSpan.SequenceEqual("Records"u8);
                break;
            case JsonTokenType.StartArray when depth == 1:
                _sawRecords |= _inRecords;
                break;
            case JsonTokenType.EndArray when depth == 1:
                _inRecords = false;
                break;
            case JsonTokenType.StartObject when depth == 2 && _inRecords:
                _record.Clear();
                break;
            case JsonTokenType.EndObject when depth == 2 && _inRecords:
                Numbers.Add(_record);
                break;
            case JsonTokenType.PropertyName when _inRecords && depth <= 5:
                _record.Named(depth - 2, reader.ValueSpan);
                break;
            case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null when _inRecords && depth <= 5:
                _record.Valued(ref reader);
                break;
        }
    }

    private void Grow()
    {
        if (_buffer.Length >= LargestToken)
        {
            Problem = $"it holds a value of more than {LargestToken} bytes.";
            _count = 0;
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }
}
