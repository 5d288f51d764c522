using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;

namespace AuditTrail.AspNetCore;

/// <summary>The request's body as the server has it, and how much of it was read. Only where it is large, or nobody has said how large it is.</summary>
internal sealed class CountedRequest : PipeReader, IRequestBodyPipeFeature
{
    /// <summary>A body that is announced as no larger than this is not counted: it costs the request nothing.</summary>
    public const long SmallBytes = 64 * 1024;

    private readonly AuditRequest _request;
    private readonly IHttpRequestFeature _body;
    private readonly IRequestBodyPipeFeature _inner;
    private readonly PipeReader _reader;
    private readonly CountedStream _stream;
    private ReadOnlySequence<byte> _read;

    private CountedRequest(AuditRequest request, IHttpRequestFeature body, IRequestBodyPipeFeature inner, CountedStream stream)
    {
        _request = request;
        _body = body;
        _inner = inner;
        // Asked for while the body is still the server's own: a server that sees another one reads from that.
        _reader = inner.Reader;
        _stream = stream;
    }

    /// <summary>Where the body has been replaced, by one that can be read twice, say, the reader is the server's over that.</summary>
    public PipeReader Reader => ReferenceEquals(_body.Body, _stream) ? this : _inner.Reader;

    public static bool IsWanted(AuditRequest request, IFeatureCollection features) =>
        request.Context.Request.ContentLength is { } length
            ? length > SmallBytes
            : features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    public static void PutOn(AuditRequest request, IFeatureCollection features)
    {
        if (features.Get<IHttpRequestFeature>() is not { } body)
        {
            return;
        }

        var stream = new CountedStream(body.Body, request);
        if (features.Get<IRequestBodyPipeFeature>() is { } inner)
        {
            features.Set<IRequestBodyPipeFeature>(new CountedRequest(request, body, inner, stream));
        }

        // Without a reader of the server's own, the framework's reads from this.
        body.Body = stream;
        request.IsBodyCounted = true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_request.IsLongInComing)
        {
            await _request.StillComingAsync();
        }

        var result = await _reader.ReadAsync(cancellationToken);
        _read = result.Buffer;
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!_reader.TryRead(out result))
        {
            return false;
        }

        _read = result.Buffer;
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        Consume(consumed);
        _reader.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Consume(consumed);
        _reader.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _reader.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _reader.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _reader.CompleteAsync(exception);

    // What was read is given back to the server here: it must not be looked at afterwards.
    private void Consume(SequencePosition consumed)
    {
        if (!_read.IsEmpty)
        {
            _request.Received(_read.Slice(0, consumed).Length);
            _read = default;
        }
    }
}
