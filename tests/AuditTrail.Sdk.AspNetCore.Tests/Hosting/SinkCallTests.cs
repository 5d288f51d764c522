using AuditTrail.Sinks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditTrail.AspNetCore.Tests.Hosting;

/// <summary>What a sink does is not recorded by the recorder that it serves, or its trail would never end.</summary>
public sealed class SinkCallTests
{
    [Fact]
    public async Task ASinksCallIntoItsOwnApplicationIsNotRecorded()
    {
        var directory = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var memory = new InMemoryAuditSink();
        var sink = new CallingSink();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddAuditTrail(audit => audit.Directory(directory)
            .Trail("calling", t => t.To(_ => sink))
            .Trail("memory", t => t.ToMemory(memory)));
        var app = builder.Build();
        try
        {
            app.UseAuditTrail();
            app.MapGet("/", () => "");
            app.MapGet("/called-by-sink", () => "");
            await app.StartAsync();

            // As within one process: the server's work belongs to the call.
            app.GetTestServer().PreserveExecutionContext = true;
            sink.Client = app.GetTestClient();
            await app.GetTestClient().GetAsync("/");
            await sink.Called.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await app.GetTestClient().GetAsync("/?last");
            await memory.WaitForAsync(e => e.Http?.Query is not null, TimeSpan.FromSeconds(60));

            Assert.DoesNotContain(memory.Events, e => e.EventName == "GET /called-by-sink");
        }
        finally
        {
            await app.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }
    }

    private sealed class CallingSink : IAuditSink
    {
        public HttpClient? Client { get; set; }

        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<DeliveryResult> DeliverAsync(AuditBatch batch, CancellationToken cancellationToken)
        {
            if (Client is { } client)
            {
                (await client.GetAsync("/called-by-sink", cancellationToken)).EnsureSuccessStatusCode();
                Called.TrySetResult();
            }

            return DeliveryResult.Delivered();
        }
    }
}
