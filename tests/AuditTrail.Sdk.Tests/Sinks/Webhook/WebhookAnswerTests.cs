using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using AuditTrail.Sinks;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>What a receiver's answers, and their absence, mean.</summary>
public sealed class WebhookAnswerTests
{
    private const string Where = "https://siem.example.com";
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(207)]
    [InlineData(299)]
    public async Task EveryTwoHundredIsDelivered(int status)
    {
        var result = await Answered((HttpStatusCode)status);

        Assert.Equal(DeliveryStatus.Delivered, result.Status);
        Assert.Empty(result.Rejected);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(599)]
    public async Task WhatMayPassIsTriedAgain(int status)
    {
        var result = await Answered((HttpStatusCode)status);

        Assert.Equal((DeliveryStatus.Retry, null), (result.Status, result.RetryAfter));
        Assert.StartsWith($"{Where} answered {status}", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task RetryAfterInSecondsIsObeyed(int status)
    {
        var result = await Answered((HttpStatusCode)status, response => response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(37)));

        Assert.Equal(TimeSpan.FromSeconds(37), result.RetryAfter);
    }

    [Fact]
    public async Task RetryAfterAsADateIsObeyedByTheGivenClock()
    {
        var result = await Answered(HttpStatusCode.ServiceUnavailable, response => response.Headers.RetryAfter = new RetryConditionHeaderValue(new Support.ManualTimeProvider().GetUtcNow().AddSeconds(90)));

        Assert.Equal(TimeSpan.FromSeconds(90), result.RetryAfter);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public async Task ARetryAfterThatSaysNothingLeavesTheBackOffsOwnTime(string value)
    {
        var result = await Answered(HttpStatusCode.ServiceUnavailable, response => response.Headers.TryAddWithoutValidation("Retry-After", value));

        Assert.Equal((DeliveryStatus.Retry, null), (result.Status, result.RetryAfter));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(304)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task ARedirectHoldsTheEventsAndSaysWhatToCorrect(int status)
    {
        var result = await Answered((HttpStatusCode)status, response => response.Headers.Location = new Uri("http://169.254.169.254/latest?token=hidden"));

        Assert.Equal((DeliveryStatus.Retry, FiveMinutes), (result.Status, result.RetryAfter));
        Assert.Contains("points to http://169.254.169.254. Redirects are not followed: correct Url.", result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StatusesThatAreSaidToHoldHold()
    {
        var rig = new WebhookRig(new ScriptedReceiver(HttpStatusCode.Unauthorized), options => options.HoldStatuses = [401, 403]);
        var other = new WebhookRig(new ScriptedReceiver(HttpStatusCode.NotFound), options => options.HoldStatuses = [401, 403]);

        var held = await rig.DeliverAsync(TrailTape.Of(2).Batch(0, 2));
        var refused = await other.DeliverAsync(TrailTape.Of(2).Batch(0, 2));

        Assert.Equal((DeliveryStatus.Retry, FiveMinutes, $"{Where} answered 401 Unauthorized. The events are held (HoldStatuses)."), (held.Status, held.RetryAfter, held.Reason));
        Assert.Equal(2, refused.Rejected.Count);
    }

    [Fact]
    public async Task ARefusalHasTheStatusAndTheFirstWordsOfTheAnswerOnOneLine()
    {
        var result = await Answered(HttpStatusCode.BadRequest, response => response.Content = new StringContent("{\n  \"error\":\t\"no \u001b[31mfield\u202e\u0000 'x'\"\r\n}" + new string('y', 5_000)));

        var reason = Assert.Single(result.Rejected).Reason;
        Assert.StartsWith(Where + " answered 400 Bad Request: { \"error\": \"no [31mfield 'x'\" }yyy", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(reason, char.IsControl);
        Assert.InRange(reason.Length, 200, 260);
    }

    [Fact]
    public async Task AnAnswerThatEchoesOurSecretsDoesNotPutThemIntoTheReason()
    {
        var rig = new WebhookRig(
            new ScriptedReceiver(request => new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent($"bad: {request.Headers["Authorization"]} at {request.Url}, tok-123456") }),
            options =>
            {
                options.Url = "https://hooks.example.com/services/T0/B0/hidden-path?key=hidden-key";
                options.Headers["Authorization"] = "Bearer tok-123456";
            });

        var reason = Assert.Single((await rig.DeliverAsync(TrailTape.Of(1).Batch(0, 1))).Rejected).Reason;

        Assert.Equal("https://hooks.example.com answered 400 Bad Request: bad: *** at ***, ***", reason);
    }

    [Theory]
    [InlineData("Cannot POST /services/T0/hidden-path", "Cannot POST ***")]
    [InlineData("Cannot POST /services/T0/hidden%20path", "Cannot POST /***/T0/hidden%20path")]
    [InlineData("no service for HIDDEN-path", "no service for ***")]
    [InlineData("{\"path\":\"\\/services\\/T0\\/hidden-path\"}", "{\"path\":\"***\"}")]
    [InlineData("bad key hidden key", "bad key ***")]
    [InlineData("bad key hidden%20key", "bad key ***")]
    public async Task PartsOfTheUrlThatAnAnswerEchoesAreNotInTheReason(string answer, string shown)
    {
        var rig = new WebhookRig(
            new ScriptedReceiver(_ => new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent(answer) }),
            options => options.Url = "https://hooks.example.com/services/T0/hidden-path?key=hidden%20key");

        var reason = Assert.Single((await rig.DeliverAsync(TrailTape.Of(1).Batch(0, 1))).Rejected).Reason;

        Assert.Equal("https://hooks.example.com answered 404 Not Found: " + shown, reason);
    }

    [Fact]
    public async Task AShortTimeOutLeavesTheWordsOfAnAnswerTheirTime()
    {
        var rig = new WebhookRig(
            new ScriptedReceiver(_ => new HttpResponseMessage(HttpStatusCode.UnprocessableEntity) { Content = new StreamContent(new EndlessStream()) }),
            options => options.Timeout = TimeSpan.FromMilliseconds(100));
        using var late = new CancellationTokenSource(rig.Sink.Limits.AttemptTimeout, rig.Time);

        var delivery = rig.Sink.DeliverAsync(TrailTape.Of(1).Batch(0, 1), late.Token).AsTask();
        rig.Time.Advance(TimeSpan.FromSeconds(1.9));
        rig.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Single((await delivery).Rejected);
    }

    [Fact]
    public async Task AnAnswerToAnotherRequestIsNoDelivery()
    {
        var moved = new HttpRequestMessage(HttpMethod.Get, WebhookRig.Url);
        var rig = new WebhookRig(new ScriptedReceiver(_ => new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = moved }));

        var result = await rig.DeliverAsync(TrailTape.Of(1).Batch(0, 1));

        Assert.Equal((DeliveryStatus.Retry, FiveMinutes), (result.Status, result.RetryAfter));
        Assert.StartsWith($"The answer is not to the request that was sent to {Where}: a handler of its client follows redirects", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, DeliveryStatus.Delivered, 0)]
    [InlineData(503, DeliveryStatus.Retry, 0)]
    [InlineData(400, DeliveryStatus.Delivered, 1)]
    public async Task AnAnswerThatNeverEndsDoesNotHold(int status, DeliveryStatus expected, int rejected)
    {
        var rig = new WebhookRig(new ScriptedReceiver(_ => new HttpResponseMessage((HttpStatusCode)status) { Content = new StreamContent(new EndlessStream()) }));

        var delivery = rig.DeliverAsync(TrailTape.Of(1).Batch(0, 1)).AsTask();
        if (!delivery.IsCompleted)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(2));
        }

        var result = await delivery;
        Assert.Equal((expected, rejected), (result.Status, result.Rejected.Count));
    }

    [Fact]
    public async Task AnAnswerWithoutEndIsReadOnlyAsFarAsItIsShown()
    {
        var flood = new FloodStream();
        var rig = new WebhookRig(new ScriptedReceiver(_ => new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StreamContent(flood) }));

        Assert.Single((await rig.DeliverAsync(TrailTape.Of(1).Batch(0, 1))).Rejected);

        Assert.InRange(flood.Taken, 1, 4_096);
    }

    [Fact]
    public async Task AReceiverThatDoesNotAnswerIsLeftAfterTheTimeOutAndNotBefore()
    {
        var rig = new WebhookRig(
            new ScriptedReceiver(async (_, cancelled) =>
            {
                await Task.Delay(Timeout.Infinite, cancelled);
                return new HttpResponseMessage();
            }) { ClientTimeout = TimeSpan.FromMilliseconds(1) },
            options => options.Timeout = TimeSpan.FromSeconds(20));

        var delivery = rig.DeliverAsync(TrailTape.Of(1).Batch(0, 1)).AsTask();
        rig.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(delivery.IsCompleted);
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        var result = await delivery;
        Assert.Equal((DeliveryStatus.Retry, $"{Where} did not answer within 20 s (Timeout)."), (result.Status, result.Reason));
    }

    [Fact]
    public async Task ACallThatIsCancelledEndsAsCancelled()
    {
        using var stop = new CancellationTokenSource();
        var rig = new WebhookRig(new ScriptedReceiver(async (_, cancelled) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancelled);
            return new HttpResponseMessage();
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.Sink.DeliverAsync(TrailTape.Of(1).Batch(0, 1), stop.Token).AsTask());
    }

    public static TheoryData<string, string> Failures => new()
    {
        { "dns", "cannot be found: the name does not resolve." },
        { "tls", "cannot be trusted: TLS failed." },
        { "refused", "refuses the connection: nothing listens there." },
        { "unreachable", "cannot be connected to." },
        { "cut", "cut the connection before its answer was whole; whether it has the events is unknown." },
        { "proxy", "cannot be reached through the proxy." },
        { "handler", "could not be called. InvalidOperationException: the application's handler" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task WhatKeepsAnAnswerAwayIsSaidInWordsAndTriedAgain(string kind, string words)
    {
        var rig = new WebhookRig(new ScriptedReceiver(_ => throw (kind switch
        {
            "dns" => new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known (siem.example.com:443)", new SocketException((int)SocketError.HostNotFound)),
            "tls" => new HttpRequestException(HttpRequestError.SecureConnectionError, "The SSL connection could not be established", new AuthenticationException("The remote certificate is invalid")),
            "refused" => new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused", new SocketException((int)SocketError.ConnectionRefused)),
            "unreachable" => new HttpRequestException(HttpRequestError.ConnectionError, "No route to host", new SocketException((int)SocketError.HostUnreachable)),
            "cut" => new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely."),
            "proxy" => new HttpRequestException(HttpRequestError.ProxyTunnelError, "The proxy tunnel request failed with status code '407'"),
            _ => (Exception)new InvalidOperationException("the application's handler"),
        })));

        var result = await rig.DeliverAsync(TrailTape.Of(3).Batch(0, 3));

        Assert.Equal((DeliveryStatus.Retry, null), (result.Status, result.RetryAfter));
        Assert.StartsWith($"{Where} {words}", result.Reason, StringComparison.Ordinal);
        Assert.Single(rig.Receiver.Requests);
    }

    private static async Task<DeliveryResult> Answered(HttpStatusCode status, Action<HttpResponseMessage>? change = null)
    {
        var rig = new WebhookRig(new ScriptedReceiver(_ =>
        {
            var response = new HttpResponseMessage(status);
            change?.Invoke(response);
            return response;
        }));
        return await rig.DeliverAsync(TrailTape.Of(1).Batch(0, 1));
    }

    /// <summary>Says nothing and never ends.</summary>
    private sealed class EndlessStream : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }

    /// <summary>Always has more to say.</summary>
    private sealed class FloodStream : ReadOnlyStream
    {
        public long Taken { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'z');
            Taken += buffer.Length;
            return new(buffer.Length);
        }
    }

    private abstract class ReadOnlyStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => 0; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
