using System.Globalization;
using AuditTrail.Sinks;
using AuditTrail.Sinks.Webhook;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>What a receiver gets.</summary>
public sealed class WebhookRequestTests
{
    private static readonly TrailTape Tape = TrailTape.Of(3);

    [Fact]
    public async Task AnArrayHoldsTheRecordsByteByByte()
    {
        var rig = new WebhookRig(new ScriptedReceiver());

        var result = await rig.DeliverAsync(Tape.Batch(0, 3));
        await rig.DeliverAsync(Tape.Batch(2, 3));

        Assert.Equal(DeliveryStatus.Delivered, result.Status);
        Assert.Empty(result.Rejected);
        Assert.Equal([$"[{string.Join(',', Tape.Lines)}]", $"[{Tape.Lines[2]}]"], rig.Receiver.Requests.Select(request => request.Body));
        Assert.All(rig.Receiver.Requests, request => Assert.Equal(("POST", WebhookRig.Url, "application/json"), (request.Method, request.Url, request.Headers["Content-Type"])));
    }

    [Fact]
    public async Task NdJsonHoldsARecordALineByteByByte()
    {
        var rig = new WebhookRig(new ScriptedReceiver(), options => options.Format = WebhookFormat.NdJson);

        await rig.DeliverAsync(Tape.Batch(0, 3));

        var request = Assert.Single(rig.Receiver.Requests);
        Assert.Equal(string.Concat(Tape.Lines.Select(line => line + "\n")), request.Body);
        Assert.Equal("application/x-ndjson", request.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData(WebhookFormat.JsonArray)]
    [InlineData(WebhookFormat.NdJson)]
    public async Task AFullBatchIsNotLargerThanAsked(WebhookFormat format)
    {
        const int MaxBytes = 4_096;
        var rig = new WebhookRig(new ScriptedReceiver(), options => (options.Format, options.MaxBytes) = (format, MaxBytes));
        var limits = rig.Sink.Limits;
        // Three events that fill the limit to the last byte, as the delivery counts.
        var room = (int)(limits.MaxBytes - (3 * limits.OverheadPerEvent) - TrailTape.Of(3).Batch(0, 3).Bytes);
        var full = new TrailTape(TrailTape.SomeStream).Add(1, room).Add(2).Add(3).Batch(0, 3);

        await rig.DeliverAsync(full);

        Assert.Equal(MaxBytes, Assert.Single(rig.Receiver.Requests).Bytes.Length);
    }

    [Theory]
    [InlineData(WebhookFormat.JsonArray, "application/json")]
    [InlineData(WebhookFormat.NdJson, "application/x-ndjson")]
    public async Task GzipChangesTheTransportAndNotWhatIsSigned(WebhookFormat format, string type)
    {
        var plain = new WebhookRig(new ScriptedReceiver(), options => options.Format = format);
        var rig = new WebhookRig(new ScriptedReceiver(), options => (options.Format, options.Gzip) = (format, true));

        await plain.DeliverAsync(Tape.Batch(0, 3));
        await rig.DeliverAsync(Tape.Batch(0, 3));

        var (expected, request) = (plain.Receiver.Requests[0], Assert.Single(rig.Receiver.Requests));
        Assert.Equal(("gzip", type, request.Bytes.Length.ToString(CultureInfo.InvariantCulture)), (request.Headers["Content-Encoding"], request.Headers["Content-Type"], request.Headers["Content-Length"]));
        Assert.Equal(expected.Body, request.Inflated);
        Assert.Equal(expected.Headers["webhook-signature"], request.Headers["webhook-signature"]);
        Assert.True(request.Bytes.Length < expected.Bytes.Length);
    }

    [Fact]
    public void TheSignatureIsTheOneThatTheStandardsLibrariesExpect()
    {
        // Secret, id, time, body and signature of the test that every library of github.com/standard-webhooks/standard-webhooks carries.
        Assert.True(WebhookSecret.TryParse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", out var secret));

        var part = new WebhookPart(0, new long[1], "{\"test\":"u8.ToArray(), " 2432232314"u8.ToArray(), "}"u8.ToArray());

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", secret!.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, part));
    }

    [Theory]
    [InlineData(WebhookFormat.JsonArray)]
    [InlineData(WebhookFormat.NdJson)]
    public async Task AVerifierThatOthersWroteAcceptsTheRequestAndNoOther(WebhookFormat format)
    {
        // Its clock is the system's, and it allows five minutes.
        var rig = new WebhookRig(new ScriptedReceiver(), options => options.Format = format, TimeProvider.System);

        await rig.DeliverAsync(Tape.Batch(0, 3));

        var request = Assert.Single(rig.Receiver.Requests);
        var verifier = new StandardWebhook(WebhookRig.Secret, WebhookConfigurationOptions.StandardWebhooks);
        verifier.Verify(request.Body, request.HeaderDictionary);
        Assert.Throws<WebhookVerificationException>(() => verifier.Verify(request.Body.Replace("E2", "E9", StringComparison.Ordinal), request.HeaderDictionary));
        Assert.Throws<WebhookVerificationException>(() => new StandardWebhook(WebhookRig.NewSecret(), WebhookConfigurationOptions.StandardWebhooks).Verify(request.Body, request.HeaderDictionary));
    }

    [Fact]
    public async Task WhileSecretsChangeEachOfThemVerifies()
    {
        string[] earlier = [WebhookRig.NewSecret(24), WebhookRig.NewSecret(64)];
        var rig = new WebhookRig(new ScriptedReceiver(), options => options.EarlierSecrets = earlier);

        await rig.DeliverAsync(Tape.Batch(0, 3));

        var request = Assert.Single(rig.Receiver.Requests);
        var expected = earlier.Prepend(WebhookRig.Secret).Select(secret => WebhookRig.Signature(secret, request.Id, request.Headers["webhook-timestamp"], request.Body));
        Assert.Equal(string.Join(' ', expected), request.Headers["webhook-signature"]);
    }

    [Fact]
    public async Task WithoutASecretThereIsAnIdAndATimeButNoSignature()
    {
        var rig = new WebhookRig(new ScriptedReceiver(), options => (options.Secret, options.Unsigned) = (null, true));

        await rig.DeliverAsync(Tape.Batch(0, 1));

        var headers = Assert.Single(rig.Receiver.Requests).Headers;
        Assert.DoesNotContain("webhook-signature", headers.Keys);
        Assert.All(["webhook-id", "webhook-timestamp", "Idempotency-Key"], name => Assert.NotEmpty(headers[name]));
    }

    [Fact]
    public async Task ARetryHasTheSameIdAndBodyAndItsOwnTime()
    {
        var rig = new WebhookRig(new ScriptedReceiver(System.Net.HttpStatusCode.ServiceUnavailable));

        await rig.DeliverAsync(Tape.Batch(0, 3));
        rig.Time.Advance(TimeSpan.FromSeconds(7));
        await rig.DeliverAsync(Tape.Batch(0, 3));
        // Another process, after a restart.
        var restarted = new WebhookRig(rig.Receiver, time: rig.Time);
        await restarted.DeliverAsync(Tape.Batch(0, 3));

        var requests = rig.Receiver.Requests;
        Assert.Equal(3, requests.Count);
        Assert.All(requests, request => Assert.Equal((requests[0].Id, requests[0].Id, requests[0].Body), (request.Id, request.Headers["Idempotency-Key"], request.Body)));
        Assert.Equal([0, 7, 7], requests.Select(request => Seconds(request) - Seconds(requests[0])));
        Assert.Equal(rig.Time.GetUtcNow().ToUnixTimeSeconds(), Seconds(requests[2]));
    }

    [Fact]
    public async Task DifferentContentHasAnotherId()
    {
        var rig = new WebhookRig(new ScriptedReceiver());
        AuditBatch[] batches =
        [
            Tape.Batch(0, 1), Tape.Batch(0, 2), Tape.Batch(1, 2), Tape.Batch(0, 3),
            new TrailTape(TrailTape.SomeStream, epoch: 2).Add(1).Batch(0, 1),
            new TrailTape(TrailTape.SomeStream, trail: "writes").Add(1).Batch(0, 1),
            new TrailTape(new Guid("0197aaaa-0000-7000-8000-000000000002")).Add(1).Batch(0, 1),
        ];

        foreach (var batch in batches)
        {
            await rig.DeliverAsync(batch);
        }

        await new WebhookRig(rig.Receiver, options => options.Format = WebhookFormat.NdJson).DeliverAsync(batches[0]);

        Assert.Equal(batches.Length + 1, rig.Receiver.Requests.Select(request => request.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(rig.Receiver.Requests, request => Assert.Matches("^msg_[0-9a-f]{32}$", request.Id));
    }

    [Fact]
    public async Task DeadLettersWithOthersLeftOutBetweenThemHaveAnotherId()
    {
        var rig = new WebhookRig(new ScriptedReceiver());
        var tape = TrailTape.Of(4);

        await rig.DeliverAsync(Without(tape, 1));
        await rig.DeliverAsync(Without(tape, 2));

        Assert.NotEqual(rig.Receiver.Requests[0].Id, rig.Receiver.Requests[1].Id);

        // First, last and count are the same in both.
        static AuditBatch Without(TrailTape tape, int index)
        {
            var whole = tape.Batch(0, 4, occasion: BatchOccasion.Replay);
            var kept = whole.Where(item => item.Index != index).Select((item, place) => item with { Index = place }).ToList();
            return new AuditBatch(() => kept.GetEnumerator())
            {
                Trail = whole.Trail, Stream = whole.Stream, Epoch = whole.Epoch, Occasion = whole.Occasion, Count = kept.Count, Bytes = kept.Sum(item => (long)item.Utf8Json.Length),
            };
        }
    }

    [Fact]
    public async Task HeadersOfTheApplicationGoWithEveryRequest()
    {
        var rig = new WebhookRig(new ScriptedReceiver(), options =>
        {
            options.Headers["Authorization"] = "Bearer abc.def";
            options.Headers["X-Tenant"] = "orders";
            options.Headers["User-Agent"] = "orders/1.0";
        });

        await rig.DeliverAsync(Tape.Batch(0, 1));
        await new WebhookRig(rig.Receiver).DeliverAsync(Tape.Batch(0, 1));

        var (with, without) = (rig.Receiver.Requests[0].Headers, rig.Receiver.Requests[1].Headers);
        Assert.Equal(("Bearer abc.def", "orders", "orders/1.0"), (with["Authorization"], with["X-Tenant"], with["User-Agent"]));
        Assert.StartsWith("AuditTrail.Sdk/", without["User-Agent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BatchOccasion.Interval)]
    [InlineData(BatchOccasion.Stop)]
    public async Task AnEmptyBatchIsNoRequest(BatchOccasion occasion)
    {
        var rig = new WebhookRig(new ScriptedReceiver());

        var result = await rig.DeliverAsync(Tape.Batch(0, 0, occasion: occasion));

        Assert.Equal(DeliveryStatus.Delivered, result.Status);
        Assert.Empty(rig.Receiver.Requests);
    }

    private static long Seconds(ReceivedRequest request) => long.Parse(request.Headers["webhook-timestamp"], CultureInfo.InvariantCulture);
}
