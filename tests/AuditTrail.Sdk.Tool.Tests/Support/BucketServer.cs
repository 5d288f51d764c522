using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tool.Tests.Support;

/// <summary>A directory as the AWS CLI sees a bucket (what it asks of S3, read only), and CloudTrail's list of public keys, on a free port.</summary>
internal sealed class BucketServer : IAsyncDisposable
{
    private const string MetadataSuffix = ".metadata.json";
    private static readonly XNamespace S3 = "http://s3.amazonaws.com/doc/2006-03-01/";

    private readonly WebApplication _server;
    private readonly string _root;
    private readonly IReadOnlyList<RSA> _keys;

    private BucketServer(WebApplication server, string root, IReadOnlyList<RSA> keys)
    {
        _server = server;
        _root = root;
        _keys = keys;
    }

    public string Address { get; private set; } = "";

    /// <param name="root">The bucket's root, whatever the bucket's name.</param>
    /// <param name="keys">What ListPublicKeys answers.</param>
    public static async Task<BucketServer> StartAsync(string root, params IReadOnlyList<RSA> keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new BucketServer(builder.Build(), root, keys);
        server._server.Run(server.AnswerAsync);
        await server._server.StartAsync();
        server.Address = server._server.Urls.Single();
        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            return context.Response.WriteAsync(PublicKeys());
        }

        var parts = context.Request.Path.Value!.Split('/', 3); // "", bucket, key
        return parts.Length == 3 && parts[2].Length > 0 ? SendAsync(context.Response, parts[2])
            : context.Request.Query.ContainsKey("location") ? SendAsync(context.Response, HttpStatusCode.OK, new XElement(S3 + "LocationConstraint"))
            : SendAsync(context.Response, HttpStatusCode.OK, List(parts[1], context.Request.Query));
    }

    private XElement List(string bucket, IQueryCollection query)
    {
        var prefix = query["prefix"].ToString();
        var marker = query[query.ContainsKey("list-type") ? "start-after" : "marker"].ToString(); // the second version of the call, and the first
        var keys = Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_root, file).Replace('\\', '/'))
            .Where(key => !key.EndsWith(MetadataSuffix, StringComparison.Ordinal))
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, marker) > 0)
            .Order(StringComparer.Ordinal);
        return new XElement(
            S3 + "ListBucketResult",
            new XElement(S3 + "Name", bucket),
            new XElement(S3 + "Prefix", prefix),
            new XElement(S3 + "Marker", marker),
            new XElement(S3 + "MaxKeys", 100_000),
            new XElement(S3 + "EncodingType", "url"),
            new XElement(S3 + "IsTruncated", "false"),
            keys.Select(key => new XElement(
                S3 + "Contents",
                new XElement(S3 + "Key", Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal)),
                new XElement(S3 + "LastModified", "2026-11-22T00:00:00.000Z"),
                new XElement(S3 + "ETag", "\"0\""),
                new XElement(S3 + "Size", new FileInfo(Path.Combine(_root, key)).Length))));
    }

    private async Task SendAsync(HttpResponse response, string key)
    {
        var file = Path.Combine(_root, key);
        if (!File.Exists(file))
        {
            await SendAsync(response, HttpStatusCode.NotFound, new XElement("Error", new XElement("Code", "NoSuchKey"), new XElement("Message", "The specified key does not exist.")));
            return;
        }

        if (File.Exists(file + MetadataSuffix))
        {
            using var metadata = JsonDocument.Parse(await File.ReadAllBytesAsync(file + MetadataSuffix));
            foreach (var member in metadata.RootElement.EnumerateObject())
            {
                response.Headers["x-amz-meta-" + member.Name] = member.Value.GetString();
            }
        }

        var content = await File.ReadAllBytesAsync(file);
#pragma warning disable CA5351 // An ETag of S3 is an MD5, and its clients check it.
        response.Headers.ETag = $"\"{Convert.ToHexStringLower(MD5.HashData(content))}\"";
#pragma warning restore CA5351
        response.Headers.LastModified = "Sun, 22 Nov 2026 00:00:00 GMT";
        response.ContentType = "application/json";
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content);
    }

    private string PublicKeys() => JsonSerializer.Serialize(new
    {
        PublicKeyList = _keys.Select(key => new
        {
            Value = key.ExportRSAPublicKey(),
            ValidityStartTime = 1_700_000_000.0,
            ValidityEndTime = 1_900_000_000.0,
            Fingerprint = Fingerprint.Of(key),
        }),
    });

    private static Task SendAsync(HttpResponse response, HttpStatusCode status, XElement body)
    {
        response.StatusCode = (int)status;
        response.ContentType = "application/xml";
        return response.WriteAsync("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + body.ToString(SaveOptions.DisableFormatting));
    }
}
