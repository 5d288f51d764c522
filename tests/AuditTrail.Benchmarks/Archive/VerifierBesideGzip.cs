using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AuditTrail.Archive;
using AuditTrail.Archive.Verification;

namespace AuditTrail.Benchmarks.Archive;

/// <summary>How fast is the verifier on one core, beside <c>gzip -dc | sha256sum</c> over the same files; and does its memory grow with their number?</summary>
internal static class VerifierBesideGzip
{
    private const int EventsInAFile = 5_000;
    private const int Rounds = 3;

    private static readonly DateTimeOffset Begin = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);
    private static readonly ArchiveLocation Location = new() { Bucket = "benchmark", AccountId = "123456789012", Region = "eu-central-1" };

    /// <summary>Writes an archive, then measures in processes that are bound to one core.</summary>
    public static async Task<int> MeasureAsync(int files)
    {
        var root = Path.Combine(Directory.GetCurrentDirectory(), "BenchmarkDotNet.Artifacts", "verify");
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }

        Directory.CreateDirectory(root);
        var bytes = await WriteAsync(Path.Combine(root, "archive"), Path.Combine(root, "key.pem"), files);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files} log files, {bytes / 1e6:F0} MB before compression, one core, best of {Rounds}"));
        var parts = BestOf(["sh", "-c", $"find '{root}/archive' -path '*/CloudTrail/*.json.gz' | xargs -n 1 sh -c 'gzip -dc \"$0\" | sha256sum' > /dev/null"], bytes);
        var verifier = BestOf([Environment.ProcessPath!, .. Program.OwnArguments, "verify-once", root], bytes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"gzip -dc | sha256sum: {parts.TotalSeconds:F2} s; verifier: {verifier.TotalSeconds:F2} s; ratio {verifier / parts:F2}"));
        return 0;
    }

    /// <summary>What a measured process does.</summary>
    public static async Task<int> VerifyOnceAsync(string root)
    {
        var store = new DirectoryLogFileStore(Path.Combine(root, "archive"));
        var report = await new ArchiveVerifier(store, TrustedKeys.FromFiles(Path.Combine(root, "key.pem")), new() { Parallelism = 1 }).VerifyAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Events} events, {report.LogFilesValid} log files, peak working set {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB, allocated {GC.GetTotalAllocatedBytes() / 1e6:F0} MB"));
        return report.LogFilesValid == report.LogFiles && report.Verdict is not VerificationVerdict.Tampered ? 0 : 1;
    }

    private static TimeSpan BestOf(IReadOnlyList<string> command, long bytes)
    {
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            // As the tool is configured: compiled with all optimisations at once.
            var start = new ProcessStartInfo("taskset", ["-c", "0", .. command]) { Environment = { ["DOTNET_TC_QuickJit"] = "0" } };
            using var process = Process.Start(start) ?? throw new InvalidOperationException("taskset did not start.");
            process.WaitForExit();
            best = clock.Elapsed < best ? clock.Elapsed : best;
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"'{string.Join(' ', command)}' ended with {process.ExitCode}.");
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6 / best.TotalSeconds:F0} MB/s: {command[0]}"));
        return best;
    }

    private static async Task<long> WriteAsync(string directory, string keyFile, int files)
    {
        using var key = RSA.Create(2_048);
        await File.WriteAllTextAsync(keyFile, key.ExportRSAPublicKeyPem());
        var store = new DirectoryLogFileStore(directory);
        using var signer = RsaDigestSigner.FromPem(key.ExportRSAPrivateKeyPem());
        var stream = Guid.Parse("0191a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5b");
        var (number, total, start, previous) = (1L, 0L, Begin, default(DigestLink));
        var listed = new List<DigestLogFile>();
        for (var file = 0; file < files; file++)
        {
            var name = new LogFileKey { Location = Location, Kind = LogFileKey.Events, Time = Begin.AddMinutes(5 * file + 1), Unique = LogFileKey.UniqueOf(stream, "bench", 1, number) }.ToString();
            var content = Records(stream, ref number);
            total += content.Length;
            await PutAsync(store, name, content, []);
            listed.Add(new() { Bucket = Location.Bucket, Key = name, HashValue = Convert.ToHexStringLower(SHA256.HashData(content)) });
            if ((file + 1) % 12 == 0 || file == files - 1)
            {
                (start, previous) = (start.AddHours(1), await DigestAsync(store, signer, stream, start, previous, listed));
                listed.Clear();
            }
        }

        return total;
    }

    private static async Task<DigestLink> DigestAsync(DirectoryLogFileStore store, RsaDigestSigner signer, Guid stream, DateTimeOffset start, DigestLink? previous, List<DigestLogFile> listed)
    {
        var end = start.AddHours(1);
        var name = new DigestKey { Location = Location, Trail = DigestKey.TrailNameOf("bench", stream), HomeRegion = Location.Region, EndTime = end }.ToString();
        var json = new DigestDocument
        {
            AccountId = Location.AccountId,
            StartTime = KeyTime.ToDocument(start),
            EndTime = KeyTime.ToDocument(end),
            Bucket = Location.Bucket,
            Key = name,
            PublicKeyFingerprint = signer.Fingerprint,
            Previous = previous,
            LogFiles = [.. listed],
        }.ToUtf8Json();
        var signature = await signer.SignAsync(DigestSignature.StringToSign(KeyTime.ToDocument(end), Location.Bucket, name, json, previous?.Signature), CancellationToken.None);
        var metadata = DigestSignature.ToMetadata(signature);
        await PutAsync(store, name, json, metadata);
        return new() { Bucket = Location.Bucket, Key = name, HashValue = Convert.ToHexStringLower(SHA256.HashData(json)), Signature = metadata[DigestSignature.MetadataName] };
    }

    private static async Task PutAsync(DirectoryLogFileStore store, string key, byte[] content, Dictionary<string, string> metadata)
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(content);
        }

        var bytes = compressed.ToArray();
        await store.PutIfAbsentAsync(new() { Key = key, Length = bytes.Length, OpenContent = () => new MemoryStream(bytes), Metadata = metadata }, CancellationToken.None);
    }

    /// <summary>Records of the size and variety of a web application's.</summary>
    private static byte[] Records(Guid stream, ref long number)
    {
        var text = new StringBuilder("{\"Records\":[");
        var random = new Random((int)number);
        for (var i = 0; i < EventsInAFile; i++, number++)
        {
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture,
                $"{{\"eventVersion\":\"1.11\",\"userIdentity\":{{\"type\":\"WebIdentityUser\",\"principalId\":\"idp:shop:user-{random.Next(5_000)}\",\"userName\":\"user-{random.Next(5_000)}\"}},\"eventTime\":\"2026-11-22T00:00:00Z\",\"eventSource\":\"orders.example.com\",\"eventName\":\"RefundOrder\",\"awsRegion\":\"eu-central-1\",\"sourceIPAddress\":\"192.0.2.{random.Next(256)}\",\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64)\",\"requestParameters\":{{\"orderId\":{random.Next()},\"amount\":{random.Next(100_000)}}},\"responseElements\":null,\"eventID\":\"{new Guid(random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10):D}\",\"readOnly\":false,\"eventType\":\"ActivityLog\",\"recipientAccountId\":\"123456789012\",\"eventCategory\":\"Management\",\"additionalEventData\":{{\"http\":{{\"method\":\"POST\",\"route\":\"/orders/{{id}}/refund\",\"status\":200,\"durationMs\":{random.Next(500)}}},\"auditTrail\":{{\"stream\":\"{stream:D}\",\"sequence\":{number},\"trailSequence\":{number},\"time\":\"2026-11-22T00:00:00.0000000Z\"}}}}}}");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }
}
