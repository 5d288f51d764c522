using AuditTrail.Archive;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.Aws.Tests.S3;

/// <summary>Answers that the real server of these tests does not give: Amazon's own, and those of a server in trouble.</summary>
public sealed class S3AnswerTests
{
    [Theory]
    [InlineData(403, "RequestTimeTooSkewed", "Clock skew")]
    [InlineData(400, "ExpiredToken", "renew the credentials")]
    [InlineData(400, "AuthorizationHeaderMalformed", "another region than eu-central-1: in us-west-2")]
    [InlineData(301, "PermanentRedirect", "another region than eu-central-1: in us-west-2")]
    [InlineData(400, "KMS.DisabledException", "cannot use the KMS key 'alias/audit'")]
    [InlineData(403, "AccessDenied", "need s3:PutObject, s3:PutObjectRetention, kms:GenerateDataKey on the KMS key 'alias/audit'")]
    [InlineData(403, "AccessDenied", "Or the bucket is not owned by 123456789012 (ExpectedBucketOwner)")]
    [InlineData(400, "InvalidRequest", "needs object lock")]
    [InlineData(403, "AllAccessDisabled", "The account is not in order")]
    [InlineData(400, "EntityTooLarge", "The store refuses it. (400 EntityTooLarge: these words)")]
    public async Task WhatAPersonHasToMendIsSaidAndRetriedSlowly(int status, string code, string cure)
    {
        await using var server = await RefusingServer.StartAsync(status, code, "these words", ("x-amz-bucket-region", "us-west-2"));
        using var store = server.NewStore(Everything);

        var refused = await FailedAsync(store);

        Assert.Contains(cure, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"({status} {code}: these words)", refused.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(5), refused.RetryAfter);
    }

    [Theory]
    [InlineData(503, "SlowDown", "7", 7)]
    [InlineData(503, "ServiceUnavailable", null, null)]
    [InlineData(500, "InternalError", null, null)]
    [InlineData(502, "BadGateway", null, null)]
    [InlineData(429, "TooManyRequests", "120", 120)]
    [InlineData(400, "RequestTimeout", null, null)]
    [InlineData(409, "ConditionalRequestConflict", null, null)]
    public async Task WhatPassesIsRetriedAsTheStoreWishes(int status, string code, string? wish, int? seconds)
    {
        await using var server = await RefusingServer.StartAsync(context => RefusingServer.RefuseAsync(context, status, code, "", wish is null ? [] : [("Retry-After", wish)]));
        using var store = server.NewStore();

        Assert.Equal(seconds is { } number ? TimeSpan.FromSeconds(number) : null, (await FailedAsync(store)).RetryAfter);
    }

    [Fact]
    public async Task AnAnswerThatIsAPageIsSaidInOneLine()
    {
        await using var server = await RefusingServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("<html><body>" + string.Join('\n', Enumerable.Repeat("no such place", 1_000)));
        });
        using var store = server.NewStore();

        var failed = await FailedAsync(store);

        Assert.InRange(failed.Message.Length, 50, 1_000);
        Assert.DoesNotContain('\n', failed.Message);
    }

    [Fact]
    public async Task AServerThatDoesNotAnswerIsLeftAfterTheTimeOut()
    {
        using var ended = new CancellationTokenSource();
        await using var server = await RefusingServer.StartAsync(context => Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(ended.Token, context.RequestAborted).Token));
        using var store = server.NewStore(options => options.Timeout = TimeSpan.FromSeconds(1));

        var failed = await FailedAsync(store);
        await ended.CancelAsync();

        Assert.Contains("There was no answer in 1 s (Timeout).", failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.RetryAfter);
    }

    [Fact]
    public async Task WhoeverCancelsGetsACancellation()
    {
        using var cancelled = new CancellationTokenSource();
        await using var server = await RefusingServer.StartAsync(async context =>
        {
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var store = server.NewStore();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.PutIfAbsentAsync(Some.Upload(), cancelled.Token));
    }

    [Fact]
    public async Task AConnectionThatBreaksIsAFailureOfTheStore()
    {
        await using var server = await RefusingServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var store = server.NewStore();

        Assert.Null((await FailedAsync(store)).RetryAfter);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAnswerThatEndsTooEarlyIsNeverShortContent(bool stalls)
    {
        await using var server = await RefusingServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.Body.WriteAsync(new byte[50]);
            await context.Response.Body.FlushAsync();
            if (stalls)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            context.Abort();
        });
        using var store = server.NewStore(options => options.Timeout = TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<LogFileStoreException>(() => Some.ContentOfAsync(store));
    }

    [Fact]
    public async Task AStoreWithoutConditionalPutsIsLookedAtFirstAndRemembered()
    {
        var objects = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var server = await RefusingServer.StartAsync(context => AnswerWithoutConditionsAsync(context, objects));
        var log = new CollectedLog<S3LogFileStore>();
        using var store = server.NewStore(logger: log);

        Assert.Equal(PutOutcome.Created, await store.PutIfAbsentAsync(Some.Upload("first"), default));
        Assert.Equal(PutOutcome.Created, await store.PutIfAbsentAsync(Some.Upload("second"), default));
        Assert.Equal(PutOutcome.Exists, await store.PutIfAbsentAsync(Some.Upload("first", [9]), default));

        Assert.Equal(["HEAD first", "PUT first", "HEAD first", "PUT first", "HEAD second", "PUT second", "HEAD first"], server.Requests.Select(request => $"{request.Method} {request.Target.Split('/', '?')[2]}"));
        Assert.Equal(5_000, objects["/my-audit-bucket/first"].Length);
        Assert.Contains("does not know conditional puts", Assert.Single(log.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStoreThatIgnoresTheConditionIsFoundOutByItsFirstObject()
    {
        var objects = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var server = await RefusingServer.StartAsync(context =>
        {
            context.Request.Headers.IfNoneMatch = default;
            return AnswerWithoutConditionsAsync(context, objects);
        });
        var log = new CollectedLog<S3LogFileStore>();
        using var store = server.NewStore(logger: log);

        Assert.Equal(PutOutcome.Created, await store.PutIfAbsentAsync(Some.Upload("first"), default));
        Assert.Equal(PutOutcome.Exists, await store.PutIfAbsentAsync(Some.Upload("first", [9]), default));
        Assert.Equal(PutOutcome.Created, await store.PutIfAbsentAsync(Some.Upload("second"), default));

        Assert.Equal(["HEAD", "PUT", "PUT", "HEAD", "HEAD", "PUT"], server.Requests.Select(request => request.Method));
        Assert.Equal(5_000, objects["/my-audit-bucket/first"].Length);
        Assert.Contains("ignores conditional puts", Assert.Single(log.Texts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2_000_000)]
    public async Task NotEvenTheFirstPutOfAProcessOverwritesWhereTheConditionIsIgnored(int length)
    {
        var objects = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["/my-audit-bucket/first"] = new byte[5_000] };
        await using var server = await RefusingServer.StartAsync(context =>
        {
            context.Request.Headers.IfNoneMatch = default;
            return AnswerWithoutConditionsAsync(context, objects);
        });
        using var store = server.NewStore();

        Assert.Equal(PutOutcome.Exists, await store.PutIfAbsentAsync(Some.Upload("first", new byte[length]), default));

        Assert.Equal(5_000, objects["/my-audit-bucket/first"].Length);
    }

    [Fact]
    public async Task AStoreThatHoldsTheConditionIsAskedToProveItOnce()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await using var server = await RefusingServer.StartAsync(context => HttpMethods.IsHead(context.Request.Method)
            ? RefusingServer.RefuseAsync(context, keys.Contains(context.Request.Path) ? 200 : 404, "NoSuchKey")
            : keys.Add(context.Request.Path) ? Task.CompletedTask : RefusingServer.RefuseAsync(context, 412, "PreconditionFailed"));
        using var store = server.NewStore();

        Assert.Equal(PutOutcome.Created, await store.PutIfAbsentAsync(Some.Upload("large", new byte[2_000_000]), default));
        Assert.Equal(PutOutcome.Created, await store.PutIfAbsentAsync(Some.Upload("first"), default));
        Assert.Equal(PutOutcome.Created, await store.PutIfAbsentAsync(Some.Upload("second"), default));

        Assert.Equal(["HEAD large", "PUT large", "HEAD first", "PUT first", "PUT first", "PUT second"], server.Requests.Select(request => $"{request.Method} {request.Target.Split('/', '?')[2]}"));
    }

    [Fact]
    public async Task AProofThatFailsIsNoFailureOfThePut()
    {
        var asked = 0;
        await using var server = await RefusingServer.StartAsync(context => !HttpMethods.IsHead(context.Request.Method) && asked++ == 0 ? Task.CompletedTask : RefusingServer.RefuseAsync(context, 503, "SlowDown"));
        using var store = server.NewStore();

        Assert.Equal(PutOutcome.Created, await store.PutIfAbsentAsync(Some.Upload(), default));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task AStoreThatCannotDoWhatIsAskedAtAllIsNotTakenForOneWithoutConditions()
    {
        await using var server = await RefusingServer.StartAsync(context => HttpMethods.IsHead(context.Request.Method)
            ? RefusingServer.RefuseAsync(context, 404, "NoSuchKey")
            : RefusingServer.RefuseAsync(context, 501, "NotImplemented"));
        using var store = server.NewStore();

        Assert.Equal(TimeSpan.FromMinutes(5), (await FailedAsync(store)).RetryAfter);
        await FailedAsync(store);

        Assert.Equal(["HEAD", "PUT", "HEAD", "PUT", "HEAD", "PUT", "HEAD", "PUT"], server.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task APutSaysAllThatTheOptionsSay()
    {
        await using var server = await RefusingServer.StartAsync(AnswerEmptyAsync);
        var time = new ManualTimeProvider();
        using var store = server.NewStore(Everything, time);

        await store.PutIfAbsentAsync(Some.Upload(metadata: [("signature", "0a")]), default);

        var put = server.Requests[1];
        Assert.Equal(Some.Bytes(5_000), put.Body);
        Assert.Equal("*", put.Headers["if-none-match"]);
        Assert.Equal("123456789012", put.Headers["x-amz-expected-bucket-owner"]);
        Assert.Equal("aws:kms", put.Headers["x-amz-server-side-encryption"]);
        Assert.Equal("alias/audit", put.Headers["x-amz-server-side-encryption-aws-kms-key-id"]);
        Assert.Equal("COMPLIANCE", put.Headers["x-amz-object-lock-mode"]);
        Assert.StartsWith("2026-01-03T03:04:05", put.Headers["x-amz-object-lock-retain-until-date"], StringComparison.Ordinal);
        Assert.Equal("0a", put.Headers["x-amz-meta-signature"]);
        Assert.Equal(64, put.Headers["x-amz-content-sha256"].Length);
        Assert.True(put.Headers.ContainsKey("x-amz-checksum-crc32"), string.Join(' ', put.Headers.Keys));
        Assert.False(put.Headers.ContainsKey("x-amz-trailer"));
    }

    [Fact]
    public async Task EncryptionWithKeysOfTheStoreIsAskedFor()
    {
        await using var server = await RefusingServer.StartAsync(AnswerEmptyAsync);
        using var store = server.NewStore(options => options.Encryption = S3Encryption.S3Managed);

        await store.PutIfAbsentAsync(Some.Upload(), default);

        Assert.Equal("AES256", server.Requests[1].Headers["x-amz-server-side-encryption"]);
    }

    [Fact]
    public async Task TheBucketsOwnerIsCheckedByEveryRequest()
    {
        await using var server = await RefusingServer.StartAsync(context => HttpMethods.IsHead(context.Request.Method)
            ? RefusingServer.RefuseAsync(context, 404, "NoSuchKey")
            : RefusingServer.RefuseAsync(context, 501, "NotImplemented"));
        using var store = server.NewStore(options => options.ExpectedBucketOwner = "123456789012");

        await FailedAsync(store);
        await Assert.ThrowsAsync<LogFileStoreException>(async () => await store.OpenAsync(Some.Key, default));
        await Assert.ThrowsAsync<LogFileStoreException>(async () => await store.ListAsync("", null, default).ToListAsync());

        Assert.Equal(["HEAD", "PUT", "HEAD", "PUT", "GET", "GET"], server.Requests.Select(request => request.Method));
        Assert.All(server.Requests, request => Assert.Equal("123456789012", request.Headers["x-amz-expected-bucket-owner"]));
    }

    private static void Everything(S3LogFileStoreOptions options)
    {
        options.BucketRegion = "eu-central-1";
        options.ExpectedBucketOwner = "123456789012";
        options.Encryption = S3Encryption.Kms;
        options.KmsKeyId = "alias/audit";
        options.RetentionMode = S3RetentionMode.Compliance;
        options.Retention = TimeSpan.FromDays(1);
    }

    /// <summary>Has no object, and takes each.</summary>
    private static Task AnswerEmptyAsync(HttpContext context) =>
        HttpMethods.IsHead(context.Request.Method) ? RefusingServer.RefuseAsync(context, 404, "NoSuchKey") : Task.CompletedTask;

    private static async Task<LogFileStoreException> FailedAsync(S3LogFileStore store) =>
        await Assert.ThrowsAsync<LogFileStoreException>(async () => await store.PutIfAbsentAsync(Some.Upload(), default));

    private static async Task AnswerWithoutConditionsAsync(HttpContext context, Dictionary<string, byte[]> objects)
    {
        var key = context.Request.Path.Value!;
        if (context.Request.Headers.IfNoneMatch.Count > 0)
        {
            await RefusingServer.RefuseAsync(context, 501, "NotImplemented", "A header you provided implies functionality that is not implemented.");
        }
        else if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = objects.ContainsKey(key) ? 200 : 404;
        }
        else
        {
            objects[key] = new byte[context.Request.ContentLength ?? 0];
        }
    }
}
