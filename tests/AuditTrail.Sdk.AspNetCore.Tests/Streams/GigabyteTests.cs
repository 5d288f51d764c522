using System.Globalization;
using System.Net;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AuditTrail.AspNetCore.Tests.Streams;

/// <summary>Bodies far larger than memory should have to be. Alone, since the heap is everybody's.</summary>
[Collection(nameof(Gigabytes))]
public sealed class GigabyteTests
{
    // Buffers of server and client; a body that were kept would be a hundred times as much.
    private const long Flat = 16 << 20;

    private static readonly long Bytes = TestScale.Of(32L << 20, 256L << 20, 4L << 30);

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task AnUploadIsCountedToTheLastByteAndMemoryStaysFlat(HttpProtocols protocols)
    {
        var heap = new HeapWatch(Bytes);
        await using var app = await WebApp.StartAsync(
            a => a.MapPost("/upload", async (HttpContext context) =>
            {
                var buffer = new byte[GeneratedContent.Chunk];
                while (await context.Request.Body.ReadAsync(buffer) is > 0 and var count)
                {
                    heap.Passed(count);
                }
            }).WithMetadata(new DisableRequestSizeLimitAttribute()),
            kestrel: protocols);
        app.Client.Timeout = Timeout.InfiniteTimeSpan;

        using var request = Request(System.Net.Http.HttpMethod.Post, "/upload", protocols, new GeneratedContent(Bytes));
        using var answer = await app.Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();

        // A third one where the machine is slow: the upload's start.
        var outcome = (await app.Recorder.WaitForAsync(1)).Last(e => e.Status is "200");
        Assert.Equal(Bytes.ToString(CultureInfo.InvariantCulture), outcome.Http("bytesReceived"));
        heap.AssertFlat(Flat, "upload, " + protocols);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task ADownloadIsCountedToTheLastByteAndMemoryStaysFlat(HttpProtocols protocols)
    {
        var heap = new HeapWatch(Bytes);
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/download", async (HttpContext context) =>
            {
                var chunk = new byte[GeneratedContent.Chunk];
                for (var sent = 0L; sent < Bytes; sent += chunk.Length)
                {
                    await context.Response.Body.WriteAsync(chunk);
                    heap.Passed(chunk.Length);
                }
            }),
            kestrel: protocols);
        app.Client.Timeout = Timeout.InfiniteTimeSpan;

        using var answer = await app.Client.SendAsync(Request(System.Net.Http.HttpMethod.Get, "/download", protocols), HttpCompletionOption.ResponseHeadersRead);
        await using var received = new CountingSink();
        await (await answer.Content.ReadAsStreamAsync()).CopyToAsync(received);

        Assert.Equal(Bytes, received.Written);
        var events = await app.Recorder.WaitForAsync(2);
        Assert.Equal([null, Bytes.ToString(CultureInfo.InvariantCulture)], events.Select(e => e.Http("bytesSent")));
        heap.AssertFlat(Flat, "download, " + protocols);
    }

    private static HttpRequestMessage Request(System.Net.Http.HttpMethod method, string path, HttpProtocols protocols, HttpContent? content = null) => new(method, path)
    {
        Version = protocols == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = content,
    };

    /// <summary>The live heap after an eighth of the bytes and before the last ones.</summary>
    private sealed class HeapWatch(long total)
    {
        private long _passed;
        private long _early;
        private long _late;

        public void Passed(long bytes)
        {
            _passed += bytes;
            if (_early == 0 && _passed >= total / 8)
            {
                _early = GC.GetTotalMemory(forceFullCollection: true);
            }

            if (_late == 0 && _passed >= total / 8 * 7)
            {
                _late = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        public void AssertFlat(long bytes, string what)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{what} of {total >> 20} MiB: live heap {_early >> 10} KiB after an eighth, {_late >> 10} KiB after seven eighths, working set {Environment.WorkingSet >> 20} MiB");
            Assert.NotEqual(0, _early);
            Assert.InRange(_late - _early, long.MinValue, bytes);
        }
    }
}

[CollectionDefinition(nameof(Gigabytes), DisableParallelization = true)]
public sealed class Gigabytes;
