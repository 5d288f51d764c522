using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.TestServers;
using AuditTrail.TestServers.Webhook;

namespace AuditTrail.Aws.Tests.Servers;

/// <summary>The strict receiver refuses what a good one would, each rule by a violation of its own.</summary>
public sealed class WebhookReceiverTests
{
    private const string Record = """{"eventVersion":"1.11","eventID":"a","eventName":"RefundOrder","requestParameters":{"number":5}}""";

    [Fact]
    public void TheSpecificationsOwnExampleIsVerified()
    {
        var time = new AuditTrail.Tests.Support.ManualTimeProvider();
        time.SetWallClock(DateTimeOffset.FromUnixTimeSeconds(1614265330));
        var verifier = new StandardWebhookVerifier("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", time);
        const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

        Assert.Null(verifier.Verify("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", Signature, """{"test": 2432232314}"""u8));
        Assert.NotNull(verifier.Verify("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265331", Signature, """{"test": 2432232314}"""u8));
        Assert.NotNull(verifier.Verify("msg_else", "1614265330", Signature, """{"test": 2432232314}"""u8));
        time.SetWallClock(DateTimeOffset.FromUnixTimeSeconds(1614265330 + 301));
        Assert.NotNull(verifier.Verify("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", Signature, """{"test": 2432232314}"""u8));
    }

    [Theory]
    [InlineData("application/json", "[RECORD]", "", 200)]
    [InlineData("application/json", "[RECORD]", "gzip", 200)]
    [InlineData("application/x-ndjson", "RECORD\nRECORD\n", "", 200)]
    [InlineData("application/x-ndjson", "RECORD\nRECORD", "", 400)]
    [InlineData("application/x-ndjson", "RECORD,\n", "", 400)]
    [InlineData("application/json", "RECORD", "", 400)]
    [InlineData("application/json", "[]", "", 400)]
    [InlineData("application/json", "[{}]", "", 400)]
    [InlineData("text/plain", "[RECORD]", "", 415)]
    [InlineData("application/json", "[RECORD]", "br", 400)]
    [InlineData("application/json", "[POISON]", "", 422)]
    [InlineData("application/json", "[RECORD]", "late", 401)]
    [InlineData("application/json", "[RECORD]", "changed", 401)]
    [InlineData("application/json", "[RECORD]", "unsigned", 401)]
    [InlineData("application/json", "[RECORD]", "keyless", 400)]
    [InlineData("application/json", "[RECORD, LONG]", "", 413)]
    [InlineData("application/json", "[RECORD,RECORD,RECORD,RECORD]", "", 400)]
    public async Task ARequestIsTakenWholeOrNotAtAll(string type, string body, string how, int status)
    {
        await using var receiver = await WebhookReceiver.StartAsync(new WebhookRules { MaxBytes = 2_000, MaxEvents = 3 });
        var text = body.Replace("RECORD", Record, StringComparison.Ordinal).Replace("POISON", Record.Replace("RefundOrder", "PoisonOrder", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("LONG", "\"" + new string('x', 2_000) + "\"", StringComparison.Ordinal);

        var reply = await ServerCall.SendAsync(Request(receiver, "msg_1", type, text, how));

        Assert.Equal(status, reply.Status);
        Assert.Equal(status == 200 ? 1 : 0, receiver.Arrivals.Count);
        Assert.Equal(status == 200, receiver.Broken.Broken.Count == 0);
    }

    [Fact]
    public async Task AnIdNamesOneContentAndAContentHasOneId()
    {
        await using var receiver = await WebhookReceiver.StartAsync();

        Assert.Equal(200, (await ServerCall.SendAsync(Request(receiver, "msg_1", "application/json", $"[{Record}]"))).Status);
        Assert.Equal(200, (await ServerCall.SendAsync(Request(receiver, "msg_1", "application/json", $"[{Record}]"))).Status);
        Assert.Equal(409, (await ServerCall.SendAsync(Request(receiver, "msg_1", "application/json", $"[{Record},{Record}]"))).Status);
        Assert.Equal(409, (await ServerCall.SendAsync(Request(receiver, "msg_2", "application/json", $"[{Record}]"))).Status);
        Assert.Equal((1, 1), (receiver.Arrivals.Count, receiver.Arrivals.Duplicates));
    }

    [Theory]
    [InlineData(Fault.Throttling, 429, 0)]
    [InlineData(Fault.RetryAfter, 429, 0)]
    [InlineData(Fault.InternalError, 500, 0)]
    [InlineData(Fault.Unavailable, 503, 0)]
    [InlineData(Fault.CutBeforeReading, null, 0)]
    [InlineData(Fault.CutAfterAcceptance, null, 1)]
    [InlineData(Fault.Hang, null, 0)]
    public async Task AFaultIsWhatItsNameSays(Fault fault, int? status, int arrived)
    {
        var plan = new FaultPlan(1, share: 1, hangs: 0, fault);
        await using var receiver = await WebhookReceiver.StartAsync(faults: plan);
        var request = ServerCall.SendAsync(Request(receiver, "msg_1", "application/json", $"[{Record}]"));
        if (fault == Fault.Hang)
        {
            await Eventually.IsTrueAsync(() => receiver.Requests == 1, "the request has come");
            Assert.False(request.IsCompleted);
            await receiver.DisposeAsync(); // lets go of what hangs
        }

        if (status is null)
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);
        }
        else
        {
            Assert.Equal(status, (await request).Status);
        }

        Assert.Equal(arrived, receiver.Arrivals.Count);
        Assert.Equal(1, plan.Counts[fault]);
    }

    private static HttpRequestMessage Request(WebhookReceiver receiver, string id, string type, string text, string how = "")
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var seconds = TimeProvider.System.GetUtcNow().AddMinutes(how == "late" ? -6 : 0).ToUnixTimeSeconds();
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{seconds}."), .. plain, .. how == "changed" ? "x"u8 : []];
        var key = Convert.FromBase64String(receiver.Rules.Secret!["whsec_".Length..]);
        var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url) { Content = new ByteArrayContent(how == "gzip" ? Compress(plain) : plain) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", how is "gzip" or "br" ? [how] : []);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", $"{seconds}");
        request.Headers.TryAddWithoutValidation("webhook-signature", how == "unsigned" ? [] : ["v1,AAAA v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed))]);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", how == "keyless" ? "else" : id);
        return request;
    }

    private static byte[] Compress(byte[] plain)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return compressed.ToArray();
    }
}
