using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuditTrail.AspNetCore.Tests.Support;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditTrail.AspNetCore.Tests.Client;

/// <summary>The TLS connection, on Kestrel.</summary>
public sealed class TlsTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12, "TLSv1.2")]
    [InlineData(SslProtocols.Tls13, "TLSv1.3")]
    public async Task VersionCipherAndHostAreRecorded(SslProtocols protocol, string version)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var recorder = new CollectingRecorder();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IAuditRecorder>(recorder).AddAuditTrailHttp(_ => { });
        builder.WebHost.UseKestrel(o => o.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate, https => https.SslProtocols = protocol)));
        await using var app = builder.Build();
        app.UseAuditTrail();
        app.MapGet("/", () => "");
        await app.StartAsync();

#pragma warning disable MA0039 // The certificate was made above; nothing but the connection's own data is tested.
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
#pragma warning restore MA0039
        using var client = new HttpClient(handler);
        await client.GetAsync(app.Urls.Single());

        var e = await recorder.SingleAsync();
        Assert.Equal(version, e["tlsDetails.tlsVersion"]);
        Assert.StartsWith("TLS_", e["tlsDetails.cipherSuite"], StringComparison.Ordinal);
        Assert.Equal(new Uri(app.Urls.Single()).Authority, e["tlsDetails.clientProvidedHostHeader"]);
    }
}
