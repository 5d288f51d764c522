using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Aws.Tests.Support;

/// <summary>An S3 server that answers as a test wants it, and remembers what it was asked.</summary>
internal sealed class RefusingServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<Request> _requests = new();

    private RefusingServer(WebApplication application) => _application = application;

    public IReadOnlyList<Request> Requests => [.. _requests];

    public string Endpoint => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<RefusingServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(server => server.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var application = builder.Build();
        var server = new RefusingServer(application);
        application.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            server._requests.Enqueue(new Request(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal),
                body.ToArray()));
            await answer(context);
        });
        await application.StartAsync();
        return server;
    }

    /// <summary>One that always answers so, as S3 words its errors.</summary>
    public static Task<RefusingServer> StartAsync(int status, string code, string message = "", params (string Name, string Value)[] headers) =>
        StartAsync(context => RefuseAsync(context, status, code, message, headers));

    public static async Task RefuseAsync(HttpContext context, int status, string code, string message = "", params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.ContentType = "application/xml";
            await context.Response.WriteAsync($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{message}</Message><RequestId>1</RequestId></Error>");
        }
    }

    /// <summary>A store whose requests come here, with credentials that nobody checks.</summary>
    public S3LogFileStore NewStore(Action<S3LogFileStoreOptions>? configure = null, TimeProvider? time = null, ILogger<S3LogFileStore>? logger = null)
    {
        var options = new S3LogFileStoreOptions { Bucket = "my-audit-bucket", Endpoint = Endpoint };
        configure?.Invoke(options);
        var client = new Amazon.S3.AmazonS3Client(
            "AKIAIOSFODNN7EXAMPLE", "secret-of-nobody", new Amazon.S3.AmazonS3Config { ServiceURL = Endpoint, ForcePathStyle = true, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0, Timeout = options.Timeout });
        return new S3LogFileStore(client, options, time, logger);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    internal sealed record Request(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
