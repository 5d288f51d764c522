using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using AuditTrail.Aws.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.Aws.Tests.JsonClient;

[Collection(nameof(AloneInTheProcess))]
public sealed class JsonServiceClientTests
{
    private static readonly byte[] Body = "{\"a\":\"ü\"}"u8.ToArray();

    [Fact]
    public async Task ACallIsPostedAsItIsAndSignedForItsServiceAndRegion()
    {
        await using var server = await RefusingServer.StartAsync(context => AnswerAsync(context, 200, "{\"ok\":true}"));
        using var client = new JsonServiceClient(JsonService.CloudTrailData, "eu-central-1", Options(server.Endpoint));

        var answer = await client.SendAsync(
            new JsonCall("PutAuditEvents", Body)
            {
                Path = "/PutAuditEvents",
                Query = [new("channelArn", "arn:aws:cloudtrail:eu-central-1:111122223333:channel/a b"), new("externalId", "x+y=z")],
                Headers = [new("X-Amz-Api-Version", "2021-08-11")],
            },
            CancellationToken.None);

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal("/PutAuditEvents?channelArn=arn%3Aaws%3Acloudtrail%3Aeu-central-1%3A111122223333%3Achannel%2Fa%20b&externalId=x%2By%3Dz", request.Target);
        Assert.Equal(Body, request.Body);
        Assert.Equal("application/json", request.Headers["content-type"]);
        Assert.Equal("2021-08-11", request.Headers["x-amz-api-version"]);
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-central-1/cloudtrail-data/aws4_request, ", request.Headers["authorization"]);
        Assert.Equal("{\"ok\":true}", Encoding.UTF8.GetString(answer.Body));
        Assert.NotNull(answer.ServerTime);
    }

    [Theory]
    [InlineData("us-east-1", null, null, "https://cloudtrail-data.us-east-1.amazonaws.com")]
    [InlineData("us-east-1", true, null, "https://cloudtrail-data-fips.us-east-1.amazonaws.com")]
    [InlineData("us-east-1", null, true, "https://cloudtrail-data.us-east-1.api.aws")]
    [InlineData("us-east-1", true, true, "https://cloudtrail-data-fips.us-east-1.api.aws")]
    [InlineData("cn-north-1", null, null, "https://cloudtrail-data.cn-north-1.amazonaws.com.cn")]
    [InlineData("cn-north-1", null, true, "https://cloudtrail-data.cn-north-1.api.amazonwebservices.com.cn")]
    [InlineData("us-gov-west-1", true, null, "https://cloudtrail-data-fips.us-gov-west-1.amazonaws.com")]
    [InlineData("eusc-de-east-1", null, null, "https://cloudtrail-data.eusc-de-east-1.amazonaws.eu")]
    [InlineData("eu-atlantis-9", null, null, "https://cloudtrail-data.eu-atlantis-9.amazonaws.com")]
    public void EachRegionHasItsEndpoints(string region, bool? fips, bool? dualStack, string url) =>
        Assert.Equal(url, UrlOf(JsonService.CloudTrailData, region, new CloudTrailLakeSinkOptions { UseFips = fips, UseDualStack = dualStack }));

    [Fact]
    public void TheEnvironmentMaySayTheEndpoint()
    {
        using var changed = new ChangedEnvironment(("AWS_ENDPOINT_URL_CLOUDTRAIL_DATA", "http://127.0.0.1:4566"), ("AWS_USE_FIPS_ENDPOINT", "true"));
        FallbackInternalConfigurationFactory.Reset(); // the SDK reads it once in a process

        Assert.StartsWith("http://127.0.0.1:4566", UrlOf(JsonService.CloudTrailData, "us-east-1", new CloudTrailLakeSinkOptions()), StringComparison.Ordinal);
        Assert.StartsWith("https://logs-fips.us-east-1.", UrlOf(JsonService.CloudWatchLogs, "us-east-1", new CloudTrailLakeSinkOptions()), StringComparison.Ordinal);
        changed.Dispose();
        FallbackInternalConfigurationFactory.Reset();
    }

    [Theory]
    [InlineData(400, "{\"__type\":\"com.amazonaws.logs#ThrottlingException:http://internal.amazon.com/coral/\",\"message\":\"Rate exceeded\"}", null, "ThrottlingException", "Rate exceeded")]
    [InlineData(400, "{\"Message\":\"no such channel\"}", "ChannelNotFound:http://x/", "ChannelNotFound", "no such channel")]
    [InlineData(403, "<html>a proxy</html>", null, "", "<html>a proxy</html>")]
    [InlineData(400, "", null, "", "HTTP 400")]
    public async Task ARefusalHasItsCodeAndItsWordsHoweverTheServiceSaysThem(int status, string body, string? header, string code, string words)
    {
        await using var server = await RefusingServer.StartAsync(context =>
        {
            if (header is not null)
            {
                context.Response.Headers["x-amzn-ErrorType"] = header;
            }

            return AnswerAsync(context, status, body);
        });
        using var client = new JsonServiceClient(JsonService.CloudWatchLogs, "us-east-1", Options(server.Endpoint));

        var refusal = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.SendAsync(new JsonCall("PutLogEvents", Body), CancellationToken.None));

        Assert.Equal((code, words, (HttpStatusCode)status), (refusal.ErrorCode, refusal.Message, refusal.StatusCode));
    }

    [Theory]
    [InlineData(400, "ThrottlingException")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task ARequestIsNotRepeatedBesideDelivery(int status, string code)
    {
        await using var server = await RefusingServer.StartAsync(context => AnswerAsync(context, status, $$"""{"__type":"{{code}}"}"""));
        using var client = new JsonServiceClient(JsonService.CloudTrailData, "us-east-1", Options(server.Endpoint));

        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.SendAsync(new JsonCall("PutAuditEvents", Body), CancellationToken.None));

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    public async Task NoRedirectIsFollowed(int status)
    {
        await using var elsewhere = await RefusingServer.StartAsync(context => AnswerAsync(context, 200, "{}"));
        await using var server = await RefusingServer.StartAsync(context =>
        {
            context.Response.Headers.Location = elsewhere.Endpoint + "/PutAuditEvents";
            return AnswerAsync(context, status, "");
        });
        using var client = new JsonServiceClient(JsonService.CloudWatchLogs, "us-east-1", Options(server.Endpoint));

        var refusal = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.SendAsync(new JsonCall("PutLogEvents", Body), CancellationToken.None));

        Assert.Equal((HttpStatusCode)status, refusal.StatusCode);
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task AnAnswerThatFallsSilentBehindItsHeadersEndsByTheTimeout(int status)
    {
        await using var server = await RefusingServer.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentLength = 1_000;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var client = new JsonServiceClient(JsonService.CloudWatchLogs, "us-east-1", Options(server.Endpoint) with { Timeout = TimeSpan.FromSeconds(1) });

        var call = client.SendAsync(new JsonCall("PutLogEvents", Body), CancellationToken.None);

        Assert.Same(call, await Task.WhenAny(call, Task.Delay(TimeSpan.FromSeconds(30))));
        await Assert.ThrowsAnyAsync<Exception>(() => call);
    }

    [Fact]
    public async Task AnAnswerThatFallsSilentBehindItsHeadersEndsWithItsCaller()
    {
        var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await RefusingServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 1_000;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            isAsked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var client = new JsonServiceClient(JsonService.CloudWatchLogs, "us-east-1", Options(server.Endpoint) with { Timeout = TimeSpan.FromMinutes(5) });
        using var cancellation = new CancellationTokenSource();

        var call = client.SendAsync(new JsonCall("PutLogEvents", Body), cancellation.Token);
        await isAsked.Task;
        await cancellation.CancelAsync();

        Assert.Same(call, await Task.WhenAny(call, Task.Delay(TimeSpan.FromSeconds(30))));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static string UrlOf(JsonService service, string region, AwsServiceOptions options) =>
        new JsonServiceConfig(service, region, options).DetermineServiceOperationEndpoint(new(new JsonCall("Any", []))).URL;

    private static CloudTrailLakeSinkOptions Options(string endpoint) =>
        new() { Endpoint = endpoint, Credentials = new BasicAWSCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY") };

    private static Task AnswerAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    }
}
