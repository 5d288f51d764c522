// A web application that records who did what: dotnet run --project samples/MinimalApi
using System.Security.Claims;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null)
{
    builder.WebHost.UseUrls("http://127.0.0.1:5080");
}

builder.Services.AddAuditTrail(audit => audit
    .From("orders.example.com")
    .Trail("events", trail => trail.ToFile())
    .Trail("archive", trail => trail.ToArchive("archive", archive => archive.SigningKeyFile = builder.Configuration["Archive:SigningKeyFile"])));
builder.Services.AddAuthorization();
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
    cookie.Events.OnRedirectToLogin = context =>
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    });

var app = builder.Build();
app.UseAuditTrail(); // first: refusals and error pages are recorded too
app.UseAuthentication();
app.UseAuthorization();

app.MapGet("/", () => "POST /sign-in?name=NAME, then POST /orders/{id}/refund");

app.MapPost("/sign-in", async (string name, HttpContext context) =>
{
    Claim[] claims = [new(ClaimTypes.NameIdentifier, name), new(ClaimTypes.Name, name)];
    await context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)));
    return $"Hello, {name}.";
});

app.MapPost("/orders/{id}/refund", (string id) => Results.Ok(new { order = id, state = "refunded" }))
    .RequireAuthorization().Audit("RefundOrder", resource: ("Shop::Order", "{id}"));

// Recorded before it runs, or it does not run: 503.
app.MapPost("/orders/{id}/pay-out", async (string id, IConfiguration bank) =>
{
    await Task.Delay(bank.GetValue("Bank:Delay", TimeSpan.FromMilliseconds(100)));
    return Results.Ok(new { order = id, state = "paid out" });
}).RequireAuthorization().Audit("PayOut", resource: ("Shop::Order", "{id}"), required: true);

app.Lifetime.ApplicationStarted.Register(() =>
{
    var journal = app.Services.GetRequiredService<IAuditRecorder>().GetStatus().Location;
    var url = app.Urls.First();
    Console.WriteLine($"""
        Journal: {journal}
        Events:  {Path.Combine(Path.GetDirectoryName(journal)!, "events-*.jsonl")}
        Try:     curl -c jar -X POST '{url}/sign-in?name=alice' && curl -b jar -X POST {url}/orders/42/refund
        """);
});

await app.RunAsync();
