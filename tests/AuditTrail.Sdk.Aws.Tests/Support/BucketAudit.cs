using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;

namespace AuditTrail.Aws.Tests.Support;

/// <summary>Reads an archive back and checks it, on nothing but CloudTrail's description: every hash, signature, link and number.</summary>
internal sealed class BucketAudit
{
    private readonly Dictionary<string, byte[]> _logs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (byte[] Json, string Signature)> _digests = new(StringComparer.Ordinal);

    private BucketAudit()
    {
    }

    /// <summary>The ids of the application's events, as often as they are there.</summary>
    public IReadOnlyList<string> EventIds { get; private set; } = [];

    /// <summary>The digests' trails.</summary>
    public IReadOnlyList<string> Chains { get; private set; } = [];

    public int LogFiles => _logs.Count;

    public int Digests => _digests.Count;

    /// <summary>Fails if anything in the bucket is not proven.</summary>
    public static async Task<BucketAudit> OfAsync(IAmazonS3 client, string bucket, RSA key)
    {
        var audit = new BucketAudit();
        await foreach (var found in client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = bucket }).S3Objects)
        {
            using var response = await client.GetObjectAsync(bucket, found.Key);
            await using var unzipped = new GZipStream(response.ResponseStream, CompressionMode.Decompress);
            using var content = new MemoryStream();
            await unzipped.CopyToAsync(content);
            if (found.Key.Contains("/CloudTrail-Digest/", StringComparison.Ordinal))
            {
                audit._digests.Add(found.Key, (content.ToArray(), response.Metadata["signature"]));
            }
            else
            {
                audit._logs.Add(found.Key, content.ToArray());
            }
        }

        audit.CheckDigests(bucket, key);
        audit.CheckNumbers();
        return audit;
    }

    private void CheckDigests(string bucket, RSA key)
    {
        var listed = new List<string>();
        // trail_home_time at the end of the name: the chain, and its order.
        foreach (var chain in _digests.GroupBy(digest => digest.Key.Split('_')[^3], StringComparer.Ordinal))
        {
            (string Key, byte[] Json, string Signature)? before = null;
            foreach (var (name, (json, signature)) in chain.OrderBy(digest => digest.Key.Split('_')[^1], StringComparer.Ordinal))
            {
                var digest = JsonDocument.Parse(json).RootElement;
                string? Text(string member) => digest.GetProperty(member).GetString();
                var signed = $"{Text("digestEndTime")}\n{bucket}/{name}\n{Hash(json)}\n{Text("previousDigestSignature") ?? "null"}";
                Assert.True(key.VerifyData(Encoding.UTF8.GetBytes(signed), Convert.FromHexString(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), name);
                Assert.Equal((before?.Key, before is { } b ? Hash(b.Json) : null, before?.Signature), (Text("previousDigestS3Object"), Text("previousDigestHashValue"), Text("previousDigestSignature")));
                foreach (var log in digest.GetProperty("logFiles").EnumerateArray())
                {
                    var file = log.GetProperty("s3Object").GetString() ?? "";
                    Assert.Equal(Hash(_logs[file]), log.GetProperty("hashValue").GetString());
                    listed.Add(file);
                }

                before = (name, json, signature);
            }
        }

        Assert.Equal(_logs.Keys.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Chains = [.. _digests.Keys.Select(name => name.Split('_')[^3]).Distinct(StringComparer.Ordinal)];
    }

    private void CheckNumbers()
    {
        var records = _logs.Values.SelectMany(json => JsonDocument.Parse(json).RootElement.GetProperty("Records").EnumerateArray()).ToList();
        foreach (var stream in records.Select(record => record.GetProperty("additionalEventData").GetProperty("auditTrail")).GroupBy(place => place.GetProperty("stream").GetString(), StringComparer.Ordinal))
        {
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(number => (long)number), stream.Select(place => place.GetProperty("trailSequence").GetInt64()).Order());
        }

        EventIds = [.. records.Where(record => record.GetProperty("eventSource").GetString() != "audittrail").Select(record => record.GetProperty("eventID").GetString() ?? "")];
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
