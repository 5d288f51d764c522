// Two trails out of one journal, the second into a sink of one's own: dotnet run --project samples/CustomSink
using AuditTrail.Events;
using AuditTrail.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders(); // the console belongs to the sink here
builder.Services.AddAuditTrail(audit => audit
    .From("orders.example.com")
    .Trail("files", trail => trail.ToFile())
    .Trail("console", trail => trail.Select(events => events.WriteOnly()).To(_ => new ConsoleSink())));
using var host = builder.Build();
await host.StartAsync();

var recorder = host.Services.GetRequiredService<IAuditRecorder>();
var alice = UserIdentity.User("u-1", "alice");
await recorder.RecordAsync(AuditEvent.Create(recorder.Source, "ReadOrder", alice).Resource("Shop::Order", "17").ReadOnly());
await recorder.RecordAsync(AuditEvent.Create(recorder.Source, "RefundOrder", alice).Resource("Shop::Order", "17").Request("amount", 12.50m));

await host.StopAsync(); // delivers what is left
