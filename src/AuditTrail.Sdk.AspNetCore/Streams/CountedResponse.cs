using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AuditTrail.AspNetCore;

/// <summary>The response's body as the server has it, and how much was written to it. Nothing is kept back, copied or delayed.</summary>
/// <remarks>Feature and writer in one object, since every recorded request has one. Of a gRPC call it also sees the first message leave.</remarks>
internal sealed class CountedResponse : PipeWriter, IHttpResponseBodyFeature
{
    private readonly AuditRequest _request;
    private readonly IHttpResponseBodyFeature _inner;
    private PipeWriter? _writer;
    private CountedStream? _stream;

    public CountedResponse(AuditRequest request, IHttpResponseBodyFeature inner)
    {
        _request = request;
        _inner = inner;
    }

    /// <summary>One object for the whole request: whoever replaces the body compares it with the one that was there.</summary>
    public Stream Stream => _stream ??= new CountedStream(_inner.Stream, _request);

    public PipeWriter Writer
    {
        get
        {
            _writer ??= _inner.Writer;
            return this;
        }
    }

    public override bool CanGetUnflushedBytes => Inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => Inner.UnflushedBytes;

    private PipeWriter Inner => _writer ??= _inner.Writer;

    /// <summary>Takes the place of the server's feature, if there is one.</summary>
    public static CountedResponse? PutOn(AuditRequest request)
    {
        var features = request.Context.Features;
        if (features.Get<IHttpResponseBodyFeature>() is not { } inner)
        {
            return null;
        }

        var counted = new CountedResponse(request, inner);
        features.Set<IHttpResponseBodyFeature>(counted);
        return counted;
    }

    /// <summary>Gives the server's feature back, unless somebody else has put another one on top.</summary>
    public void TakeOff()
    {
        var features = _request.Context.Features;
        if (ReferenceEquals(features.Get<IHttpResponseBodyFeature>(), this))
        {
            features.Set(_inner);
        }
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => Inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => Inner.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        Inner.Advance(bytes);
        _request.Sent(bytes);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        _request.Sent(source.Length);
        return _request.MayDefer ? SendAsync(source, cancellationToken) : Inner.WriteAsync(source, cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        _request.MayDefer ? SendAsync(ReadOnlyMemory<byte>.Empty, cancellationToken) : Inner.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => Inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => Inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => Inner.CompleteAsync(exception);

    public Task StartAsync(CancellationToken cancellationToken = default) => _inner.StartAsync(cancellationToken);

    public void DisableBuffering() => _inner.DisableBuffering();

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        // Kestrel has no other way than to copy, and copied through here an interrupted file is counted up to where it came.
        if (_inner.GetType().Assembly == typeof(KestrelServerOptions).Assembly)
        {
            await SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);
            return;
        }

        await _inner.SendFileAsync(path, offset, count, cancellationToken);
        _request.Sent(count ?? Math.Max(0, new FileInfo(path).Length - offset));
    }

    Task IHttpResponseBodyFeature.CompleteAsync() => _request.MayDefer ? FinishAsync() : _inner.CompleteAsync();

    private async ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        await _request.SendingAsync(cancellationToken);
        return await (source.IsEmpty ? Inner.FlushAsync(cancellationToken) : Inner.WriteAsync(source, cancellationToken));
    }

    private async Task FinishAsync()
    {
        await _request.SendingAsync(CancellationToken.None);
        await _inner.CompleteAsync();
    }
}
