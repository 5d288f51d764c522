// A web application with three trails, an archive, CloudWatch Logs and an alert: dotnet run --project samples/ThreeTrails
using System.Security.Cryptography;
using AuditTrail.AspNetCore;
using AuditTrail.Hosting;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null)
{
    builder.WebHost.UseUrls("http://127.0.0.1:5081");
}

var (logs, alert) = (builder.Configuration.GetSection("Logs"), builder.Configuration.GetSection("Alert"));
builder.Services.AddAuditTrail(audit => audit
    .From("shop.example.com")
    // Everything, to keep and to prove. Out of the machine's reach: .ToS3("my-audit-bucket").
    .Trail("archive", trail => trail.ToArchive("archive"))
    // Everything, to search and to count: metric filters work on it. Credentials come from where the AWS SDK finds them.
    .Trail("logs", trail => trail.ToCloudWatchLogs(logs["Group"]!, options => (options.Region, options.Endpoint) = (logs["Region"], logs["Endpoint"])))
    // What changes something, orders apart: somebody is told within a second.
    .Trail("alert", trail => trail.Select(events => events.ManagementEvents().WriteOnly()).ToWebhook(alert["Url"]!, hook =>
    {
        hook.Secret = alert["Secret"] ?? "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)); // a real one is the receiver's, too
        hook.AllowHttp = alert.GetValue("AllowHttp", false);
    })));
builder.Services.AddHealthChecks().AddAuditTrail();

var app = builder.Build();
app.UseAuditTrail();
app.MapGet("/orders/{id}", (string id) => Results.Ok(new { order = id })).Audit("GetOrder", resource: ("Shop::Order", "{id}"));
app.MapPost("/orders/{id}", [Audit("PlaceOrder", DataEvent = true)] (string id) => Results.Ok(new { order = id, state = "placed" }));
app.MapPost("/users/{name}/roles", (string name, string role) => Results.Ok(new { name, role })).Audit("GrantRole", resource: ("Shop::User", "{name}"));
app.MapHealthChecks("/health", new HealthCheckOptions
{
    ResponseWriter = (context, report) => context.Response.WriteAsync($"{report.Status}: {string.Join(' ', report.Entries.Values.Select(entry => entry.Description))}\n"),
});

app.Lifetime.ApplicationStarted.Register(() =>
{
    var url = app.Urls.First();
    Console.WriteLine($"""
        Archive: {Path.Combine(Path.GetDirectoryName(app.Services.GetRequiredService<IAuditRecorder>().GetStatus().Location)!, "archive")}, a log file every five minutes
        Logs:    group {logs["Group"]} in {logs["Region"]} (--Logs:Group, --Logs:Region)
        Alert:   {new Uri(alert["Url"]!).Host} (--Alert:Url, --Alert:Secret)
        Try:     curl -X POST '{url}/users/bob/roles?role=admin'; sleep 3; curl {url}/health
        """);
});

await app.RunAsync();
