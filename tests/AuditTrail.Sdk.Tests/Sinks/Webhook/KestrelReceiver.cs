using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>A receiver behind a real server on this machine, with TLS or without.</summary>
internal sealed class KestrelReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private int _connections;

    private KestrelReceiver(WebApplication app, string scheme, X509Certificate2? certificate)
    {
        _app = app;
        Certificate = certificate;
        Scheme = scheme;
    }

    public string Scheme { get; }

    public X509Certificate2? Certificate { get; }

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    public int Connections => _connections;

    public int Port { get; private set; }

    public string Url => UrlFor("localhost");

    public static async Task<KestrelReceiver> StartAsync(Func<ReceivedRequest, HttpContext, Task>? answer = null, bool tls = false)
    {
        var certificate = tls ? NewCertificate() : null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        KestrelReceiver? receiver = null;
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Use(next => connection =>
            {
                Interlocked.Increment(ref receiver!._connections);
                return next(connection);
            });
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        receiver = new KestrelReceiver(builder.Build(), tls ? "https" : "http", certificate);
        await receiver.StartAsync(answer ?? ((_, _) => Task.CompletedTask));
        return receiver;
    }

    public string UrlFor(string host) => $"{Scheme}://{host}:{Port}/audit";

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Certificate?.Dispose();
    }

    private async Task StartAsync(Func<ReceivedRequest, HttpContext, Task> answer)
    {
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var received = new ReceivedRequest(context.Request.Method, $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}", headers, body.ToArray());
            _requests.Enqueue(received);
            await answer(received, context);
        });
        await _app.StartAsync();
        Port = new Uri(_app.Urls.Single()).Port;
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2_048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
