using AuditTrail.AspNetCore.Tests.Support;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;

namespace AuditTrail.AspNetCore.Tests.Grpc
{
    /// <summary>Which endpoints are gRPC methods: the endpoint says so, never the request.</summary>
    public sealed class GrpcNameTests
    {
        [Theory]
        [InlineData("/shop.Orders/Refund", false, "shop.Orders/Refund")]
        [InlineData("/Greeter/SayHello", true, "Greeter/SayHello")]
        [InlineData("/Greeter/SayHello", false, "POST /Greeter/SayHello")]
        [InlineData("/orders.json/{id}", false, "POST /orders.json/{id}")]
        [InlineData("/shop.Orders/Refund/7", false, "POST /shop.Orders/Refund/7")]
        public async Task AMethodIsNamedByItsRoute(string route, bool isMarked, string name)
        {
            await using var app = await WebApp.StartAsync(a =>
            {
                var endpoint = a.MapPost(route, () => "");
                if (isMarked)
                {
                    endpoint.WithMetadata(new GrpcMethodMetadata());
                }
            });

            await app.Client.PostAsync(route.Replace("{id}", "7", StringComparison.Ordinal), null);

            Assert.Equal(name, (await app.Recorder.SingleAsync()).Name);
        }

        [Fact]
        public async Task ItsOwnNameComesFirst()
        {
            await using var app = await WebApp.StartAsync(a => a.MapPost("/shop.Orders/Refund", () => "").Audit("RefundOrder"));

            await app.Client.PostAsync("/shop.Orders/Refund", null);

            Assert.Equal("RefundOrder", (await app.Recorder.SingleAsync()).Name);
        }
    }
}

namespace Grpc.AspNetCore.Server
{
    /// <summary>Stands for the type that the gRPC server of ASP.NET Core puts on its endpoints: only its name counts.</summary>
    public sealed class GrpcMethodMetadata;
}
