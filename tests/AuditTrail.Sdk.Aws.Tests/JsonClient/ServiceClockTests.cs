using System.Globalization;
using System.Text;
using Amazon.Runtime;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.Aws.Tests.JsonClient;

/// <summary>What happens when this machine's clock and a service's differ.</summary>
public sealed class ServiceClockTests
{
    private static readonly TimeSpan Allowed = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(-20, "ahead of")]
    [InlineData(20, "behind")]
    public async Task TheSdkSignsWithTheServicesTimeAndTheDifferenceIsToldOfOnce(int minutes, string direction)
    {
        await using var server = await RefusingServer.StartAsync(context => AnswerAsync(context, TimeSpan.FromMinutes(minutes)));
        var log = new CollectedLog<ServiceClock>();
        using var client = new JsonServiceClient(JsonService.CloudTrailData, "eu-central-1", Options(server.Endpoint), new ServiceClock("CloudTrail Lake", TimeProvider.System, log));

        for (var call = 0; call < 3; call++)
        {
            await client.SendAsync(new JsonCall("PutAuditEvents", "{}"u8.ToArray()), CancellationToken.None);
        }

        // The first is refused and signed anew; the later ones are right at once.
        Assert.Equal(4, server.Requests.Count);
        var told = Assert.Single(log.Texts);
        Assert.StartsWith($"This machine's clock is {Math.Abs(minutes)} minutes {direction} CloudTrail Lake's.", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADifferenceThatTheServiceDoesNotMindIsToldOfToo()
    {
        await using var server = await RefusingServer.StartAsync(context => AnswerAsync(context, TimeSpan.FromMinutes(3)));
        var log = new CollectedLog<ServiceClock>();
        using var client = new JsonServiceClient(JsonService.CloudWatchLogs, "eu-central-1", Options(server.Endpoint), new ServiceClock("CloudWatch Logs", TimeProvider.System, log));

        await client.SendAsync(new JsonCall("PutLogEvents", "{}"u8.ToArray()), CancellationToken.None);

        Assert.Single(server.Requests);
        Assert.StartsWith("This machine's clock is 3 minutes behind CloudWatch Logs's.", Assert.Single(log.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public void BeginningAndEndOfADifferenceAreToldOfOnceEach()
    {
        var (time, log) = (new ManualTimeProvider(), new CollectedLog<ServiceClock>());
        var clock = new ServiceClock("CloudTrail Lake", time, log);

        foreach (var seconds in (int?[])[0, null, 119, -119, 121, 600, null, -121, 120, 0])
        {
            clock.Compare(seconds is { } difference ? time.GetUtcNow() - TimeSpan.FromSeconds(difference) : null);
        }

        Assert.Equal(
            ["This machine's clock is 2 minutes ahead of", "This machine's clock and CloudTrail Lake's agree again."],
            log.Texts.Select((text, index) => index == 0 ? text[.."This machine's clock is 2 minutes ahead of".Length] : text));
    }

    // As the services answer it.
    private static Task AnswerAsync(HttpContext context, TimeSpan offset)
    {
        var now = TimeProvider.System.GetUtcNow() + offset;
        var signed = DateTimeOffset.ParseExact(context.Request.Headers["x-amz-date"].ToString(), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        context.Response.Headers.Date = now.ToString("r", CultureInfo.InvariantCulture);
        if ((now - signed).Duration() <= Allowed)
        {
            return context.Response.WriteAsync("{}");
        }

        context.Response.StatusCode = 403;
        context.Response.Headers["x-amzn-ErrorType"] = "InvalidSignatureException";
        var words = signed < now
            ? $"Signature expired: {signed:yyyyMMdd'T'HHmmss'Z'} is now earlier than {now - Allowed:yyyyMMdd'T'HHmmss'Z'} ({now:yyyyMMdd'T'HHmmss'Z'} - 5 min.)"
            : $"Signature not yet current: {signed:yyyyMMdd'T'HHmmss'Z'} is still later than {now + Allowed:yyyyMMdd'T'HHmmss'Z'} ({now:yyyyMMdd'T'HHmmss'Z'} + 5 min.)";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"{{\"message\":\"{words}\"}}")).AsTask();
    }

    private static CloudTrailLakeSinkOptions Options(string endpoint) =>
        new() { Endpoint = endpoint, Credentials = new BasicAWSCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY") };
}
