using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;

namespace AuditTrail.AspNetCore.Tests.Metadata;

/// <summary>Static files are no actions of anybody; asking for one that is not there may be.</summary>
public sealed class StaticAssetTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audittrail-assets-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AFileOfTheStaticFileMiddlewareIsNotRecorded()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "site.css"), "body{}");
        await using var app = await WebApp.StartAsync(a => a.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(_folder.FullName) }));

        Assert.Equal("body{}", await app.Client.GetStringAsync("/site.css"));
        await app.Client.GetAsync("/missing.css");

        Assert.Equal("404", (await app.Recorder.SingleAsync()).Status);
    }

    [Fact]
    public async Task AnEndpointOfMapStaticAssetsIsNotRecorded()
    {
        var manifest = Path.Combine(_folder.FullName, "assets.json");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "site.css"), "body{}");
        await File.WriteAllTextAsync(
            manifest,
            """
            {"Version":1,"ManifestType":"Build","Endpoints":[{"Route":"site.css","AssetFile":"site.css","Selectors":[],"ResponseHeaders":[
              {"Name":"ETag","Value":"\"1\""},{"Name":"Last-Modified","Value":"Mon, 01 Jan 2024 00:00:00 GMT"},{"Name":"Content-Length","Value":"6"},{"Name":"Content-Type","Value":"text/css"}],"EndpointProperties":[]}]}
            """);
        await using var app = await WebApp.StartAsync(a =>
        {
            a.Environment.WebRootFileProvider = new PhysicalFileProvider(_folder.FullName);
            a.MapStaticAssets(manifest);
            a.MapGet("/last", () => "");
        });

        Assert.Equal("body{}", await app.Client.GetStringAsync("/site.css"));
        await app.Client.GetAsync("/last");

        Assert.Equal("GET /last", (await app.Recorder.SingleAsync()).Name);
    }
}
