// Tests that assert on an application's events: dotnet test samples/Testing
using AuditTrail.Sinks;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Samples;

public sealed class RefundTests : IAsyncDisposable
{
    private readonly WebApplicationFactory<Program> _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(web =>
        web.ConfigureTestServices(services => services.UseInMemoryAuditTrail()));

    private InMemoryAuditSink Audit => _factory.Services.GetRequiredService<InMemoryAuditSink>();

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

    [Fact]
    public async Task ARefundSaysWhoDidItAndWhichOrder()
    {
        using var client = _factory.CreateClient();
        await client.PostAsync("/sign-in?name=alice", content: null, TestContext.Current.CancellationToken);
        await client.PostAsync("/orders/17/refund", content: null, TestContext.Current.CancellationToken);

        var refund = await Audit.WaitForAsync("RefundOrder", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("alice", refund.UserIdentity?.UserName);
        Assert.Equal("17", refund.RequestParameters?.AsElement().GetProperty("id").GetString());
        Assert.Equal("17", Assert.Single(refund.Resources ?? []).Arn);
        Assert.Null(refund.ErrorCode);
    }

    [Fact]
    public async Task ARefusedRefundIsRecordedToo()
    {
        using var client = _factory.CreateClient();
        await client.PostAsync("/orders/17/refund", content: null, TestContext.Current.CancellationToken);

        var refund = await Audit.WaitForAsync("RefundOrder", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("Unauthorized", refund.ErrorCode);
        Assert.Equal("anonymous", refund.UserIdentity?.PrincipalId);
    }

    [Fact]
    public async Task TheFrontPageIsReadAndChangesNothing()
    {
        using var client = _factory.CreateClient();
        await client.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.True((await Audit.WaitForAsync(1, cancellationToken: TestContext.Current.CancellationToken))[0].ReadOnly);
    }
}
