// Work in the background that says who asked for it: dotnet run --project samples/Worker
using System.Threading.Channels;
using AuditTrail.Events;
using AuditTrail.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddAuditTrail(audit => audit.From("invoices.example.com"));
builder.Services.AddSingleton(Channel.CreateBounded<InvoiceJob>(100));
builder.Services.AddHostedService<InvoiceWorker>();
using var host = builder.Build();
await host.StartAsync();

// In a web application this is a request's handler: the user is UserIdentity.From(context.User), the cause context.GetAuditEvent()?.SharedEventId.
var recorder = host.Services.GetRequiredService<IAuditRecorder>();
var queue = host.Services.GetRequiredService<Channel<InvoiceJob>>().Writer;
foreach (var order in (string[])["17", "18"])
{
    var job = new InvoiceJob(order, UserIdentity.User("u-1", "alice"), Guid.NewGuid());
    await recorder.RecordAsync(AuditEvent.Create("orders.example.com", "PlaceOrder", job.RequestedBy).SharedId(job.Cause).SourceIp("203.0.113.7").Resource("Shop::Order", order));
    await queue.WriteAsync(job);
}

queue.Complete();
Console.WriteLine($"Events: {Path.Combine(Path.GetDirectoryName(recorder.GetStatus().Location)!, "events-*.jsonl")}");
await host.WaitForShutdownAsync();

/// <summary>What is queued: beside the work, who asked for it and the shared id of the event that says so.</summary>
internal sealed record InvoiceJob(string Order, UserIdentity RequestedBy, Guid Cause);

internal sealed class InvoiceWorker(Channel<InvoiceJob> queue, IAuditRecorder recorder, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var job in queue.Reader.ReadAllAsync(stoppingToken))
        {
            // Leaving the scope in any other way, as when the host stops, records the job as failed with the code Incomplete.
            await using var scope = recorder.Begin("SendInvoice", job.RequestedBy with { InvokedBy = recorder.Source });
            scope.Event.SharedId(job.Cause).Resource("Shop::Order", job.Order);
            try
            {
                scope.Event.Response("number", await SendAsync(job.Order));
                await scope.SucceedAsync();
            }
            catch (TimeoutException exception)
            {
                await scope.FailAsync(exception);
            }
        }

        lifetime.StopApplication();
    }

    private static Task<string> SendAsync(string order) =>
        order == "18" ? throw new TimeoutException("The mail server did not answer.") : Task.FromResult($"INV-{order}");
}
