using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuditTrail.Archive;

namespace AuditTrail.Tests.Archive;

/// <summary>Reads an archive of one chain with nothing of the product but its store, and fails where it does not hold together.</summary>
internal sealed class CheckedArchive
{
    private readonly Dictionary<string, JsonElement> _digests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _signatures = new(StringComparer.Ordinal);
    private readonly List<string> _logFiles = [];

    /// <summary>All records, in the order of the trail's numbers.</summary>
    public List<JsonElement> Records { get; } = [];

    /// <summary>The chain, oldest first.</summary>
    public List<JsonElement> Chain { get; private set; } = [];

    public IReadOnlyList<string> LogFiles => _logFiles;

    public static async Task<CheckedArchive> OfAsync(ILogFileStore store, bool everythingIsDigested = true, params SigningKey[] keys)
    {
        var archive = new CheckedArchive();
        await archive.ReadAsync(store);
        archive.CheckChain(keys.Length == 0 ? [SigningKey.One] : keys);
        archive.CheckLogFiles(everythingIsDigested);
        archive.CheckNumbers();
        return archive;
    }

    public static long Number(JsonElement record) => Ours(record).GetProperty("trailSequence").GetInt64();

    public static long Sequence(JsonElement record) => Ours(record).GetProperty("sequence").GetInt64();

    private static JsonElement Ours(JsonElement record) => record.GetProperty("additionalEventData").GetProperty("auditTrail");

    private async Task ReadAsync(ILogFileStore store)
    {
        await foreach (var found in store.ListAsync("", null, CancellationToken.None))
        {
            await using var stored = await store.OpenAsync(found.Key, CancellationToken.None);
            using var content = new MemoryStream();
            await using (var gzip = new GZipStream(stored!.Content, CompressionMode.Decompress))
            {
                await gzip.CopyToAsync(content);
            }

            _hashes[found.Key] = Convert.ToHexStringLower(SHA256.HashData(content.ToArray()));
            var root = JsonDocument.Parse(content.ToArray()).RootElement;
            if (found.Key.Contains("/CloudTrail-Digest/", StringComparison.Ordinal))
            {
                _digests[found.Key] = root;
                _signatures[found.Key] = stored.Metadata["signature"];
                Assert.Equal("SHA256withRSA", stored.Metadata["signature-algorithm"]);
            }
            else
            {
                _logFiles.Add(found.Key);
                var records = root.GetProperty("Records"u8).EnumerateArray().ToList();
                Records.AddRange(records);
                var isInsight = found.Key.Contains("/CloudTrail-Insight/", StringComparison.Ordinal);
                Assert.All(records, record => Assert.Equal(isInsight, record.TryGetProperty("eventCategory", out var category) && category.GetString() == "Insight"));
            }
        }

        Records.Sort((left, right) => Number(left).CompareTo(Number(right)));
    }

    private void CheckChain(SigningKey[] keys)
    {
        Chain = [.. _digests.Values.OrderBy(digest => Text(digest, "digestEndTime"), StringComparer.Ordinal)];
        JsonElement? previous = null;
        foreach (var digest in Chain)
        {
            var key = Text(digest, "digestS3Object");
            Assert.Equal(Text(digest, "digestEndTime").Replace("-", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal), key[^24..^8]);
            Assert.Equal(previous is { } p ? Text(p, "digestS3Object") : null, Text(digest, "previousDigestS3Object"));
            Assert.Equal(previous is { } q ? _hashes[Text(q, "digestS3Object")] : null, Text(digest, "previousDigestHashValue"));
            Assert.Equal(previous is { } r ? _signatures[Text(r, "digestS3Object")] : null, Text(digest, "previousDigestSignature"));
            if (previous is { } s)
            {
                Assert.Equal(Text(s, "digestEndTime"), Text(digest, "digestStartTime"));
            }
            else
            {
                Assert.Empty(digest.GetProperty("logFiles").EnumerateArray());
            }

            Assert.True(string.CompareOrdinal(Text(digest, "digestStartTime"), Text(digest, "digestEndTime")) < 0);
            var signer = Assert.Single(keys, known => known.Fingerprint == Text(digest, "digestPublicKeyFingerprint"));
            var text = $"{Text(digest, "digestEndTime")}\n{Text(digest, "digestS3Bucket")}/{key}\n{_hashes[key]}\n{Text(digest, "previousDigestSignature") ?? "null"}";
            Assert.True(signer.Verifies(Encoding.UTF8.GetBytes(text), Convert.FromHexString(_signatures[key])), $"{key} is not signed.");
            previous = digest;
        }
    }

    private void CheckLogFiles(bool everythingIsDigested)
    {
        var listed = new List<string>();
        foreach (var digest in Chain)
        {
            foreach (var file in digest.GetProperty("logFiles").EnumerateArray())
            {
                var key = Text(file, "s3Object");
                listed.Add(key);
                Assert.Equal(_hashes.GetValueOrDefault(key), Text(file, "hashValue"));
                Assert.True(Minute(key) < Time(Text(digest, "digestEndTime")), $"{key} is listed before it was published.");
            }
        }

        Assert.Distinct(listed);
        var missing = _logFiles.Except(listed).ToList();
        if (everythingIsDigested)
        {
            Assert.Empty(missing);
        }
        else if (Chain.Count > 0)
        {
            Assert.All(missing, key => Assert.True(Minute(key) >= Time(Text(Chain[^1], "digestEndTime")), $"{key} is in no digest."));
        }
    }

    private void CheckNumbers()
    {
        var before = 0L;
        foreach (var record in Records)
        {
            var number = Number(record);
            if (number != before + 1)
            {
                Assert.True(number > before, $"The number {number} is there twice.");
                Assert.Equal("TrailGap", record.GetProperty("eventName").GetString());
                var gap = record.GetProperty("requestParameters");
                Assert.InRange(gap.GetProperty("trailFrom").GetInt64(), 1, before + 1);
                Assert.True(gap.GetProperty("trailTo").GetInt64() >= number - 1);
            }

            before = number;
        }

        Assert.Distinct(Records.Select(Sequence).Where(sequence => sequence > 0));
    }

    private static DateTimeOffset Minute(string key) =>
        DateTimeOffset.ParseExact(key.Split('_')[^2], "yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static DateTimeOffset Time(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
