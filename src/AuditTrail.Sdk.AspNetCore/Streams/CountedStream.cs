using System.Runtime.CompilerServices;

namespace AuditTrail.AspNetCore;

/// <summary>A body, or both directions of an upgraded connection, as the server has it, and how much goes through. Every call is the server's own.</summary>
internal sealed class CountedStream : Stream
{
    private readonly Stream _inner;
    private readonly AuditRequest _request;
    private readonly bool _isWebSocket;

    public CountedStream(Stream inner, AuditRequest request, bool isWebSocket = false)
    {
        _inner = inner;
        _request = request;
        _isWebSocket = isWebSocket;
    }

    public override bool CanRead => _inner.CanRead;

    public override bool CanSeek => _inner.CanSeek;

    public override bool CanWrite => _inner.CanWrite;

    public override bool CanTimeout => _inner.CanTimeout;

    public override long Length => _inner.Length;

    public override long Position
    {
        get => _inner.Position;
        set => _inner.Position = value;
    }

    public override int ReadTimeout
    {
        get => _inner.ReadTimeout;
        set => _inner.ReadTimeout = value;
    }

    public override int WriteTimeout
    {
        get => _inner.WriteTimeout;
        set => _inner.WriteTimeout = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Received(_inner.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => Received(_inner.Read(buffer));

    public override int ReadByte()
    {
        var value = _inner.ReadByte();
        Received(value < 0 ? 0 : 1);
        return value;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Pooled: a stream of gigabytes waits a million times.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Received(await _inner.ReadAsync(buffer, cancellationToken));
        if (_request.IsLongInComing)
        {
            await _request.StillComingAsync();
        }

        return count;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Sent(buffer.AsSpan(offset, count));
        _inner.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Sent(buffer);
        _inner.Write(buffer);
    }

    public override void WriteByte(byte value)
    {
        Sent([value]);
        _inner.WriteByte(value);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Sent(buffer.AsSpan(offset, count));
        return _request.MayDefer ? SendAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask() : _inner.WriteAsync(buffer, offset, count, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Sent(buffer.Span);
        return _request.MayDefer ? SendAsync(buffer, cancellationToken) : _inner.WriteAsync(buffer, cancellationToken);
    }

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _request.MayDefer ? FlushSentAsync(cancellationToken) : _inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => _inner.Seek(offset, origin);

    public override void SetLength(long value) => _inner.SetLength(value);

    public override async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Received(int count)
    {
        _request.Received(count);
        return count;
    }

    private void Sent(ReadOnlySpan<byte> buffer)
    {
        _request.Sent(buffer.Length);
        if (_isWebSocket && CloseFrame.StatusOf(buffer) is { } status)
        {
            _request.CloseStatus = status;
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await _request.SendingAsync(cancellationToken);
        await _inner.WriteAsync(buffer, cancellationToken);
    }

    private async Task FlushSentAsync(CancellationToken cancellationToken)
    {
        await _request.SendingAsync(cancellationToken);
        await _inner.FlushAsync(cancellationToken);
    }
}
