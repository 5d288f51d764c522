using System.Globalization;
using System.Security.Claims;
using AuditTrail.Benchmarks.Contenders;
using AuditTrail.Benchmarks.Web;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Benchmarks.Load;

/// <summary>A process with one endpoint on Kestrel, for a load generator; answers each line of its standard input with its CPU time and allocated bytes so far.</summary>
internal static class LoadServer
{
    public const string Nothing = "nothing";
    public const string HttpLogging = "HttpLogging, formatted and dropped";
    public const string Serialised = "our middleware, serialised and dropped";
    public const string Durable = "our middleware, durable and delivered";

    public static async Task RunAsync(string kind, string directory)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        switch (kind)
        {
            case HttpLogging:
                builder.Services.AddFormattedHttpLogging();
                break;
            case Serialised:
                builder.Services.AddAuditTrailHttp(_ => { }).AddSingleton<IAuditRecorder>(new SerialisingRecorder());
                break;
            case Durable:
                builder.Services.AddAuditTrail(audit => audit.From(SampleEvent.Source).Directory(directory));
                break;
        }

        var app = builder.Build();
        if (kind == HttpLogging)
        {
            app.UseHttpLogging();
        }
        else if (kind != Nothing)
        {
            app.UseAuditTrail();
        }

        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, SampleEvent.PrincipalId), new Claim(ClaimTypes.Name, SampleEvent.UserName)], "Cookies"));
        app.Use(next => context =>
        {
            context.User = user;
            return next(context);
        });
        app.MapPost("/orders/{id}/refund", (RequestDelegate)(context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }));
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        while (await Console.In.ReadLineAsync() is { Length: > 0 })
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.CpuUsage.TotalTime.TotalMicroseconds} {GC.GetTotalAllocatedBytes(precise: true)}"));
        }

        await app.StopAsync();
    }
}
