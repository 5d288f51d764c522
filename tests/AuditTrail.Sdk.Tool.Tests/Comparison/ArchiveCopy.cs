using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AuditTrail.Tool.Tests.Support;

namespace AuditTrail.Tool.Tests.Comparison;

/// <summary>A copy of an archive, to be damaged by somebody who can write the bucket.</summary>
internal sealed class ArchiveCopy : IDisposable
{
    private const string MetadataSuffix = ".metadata.json";
    private readonly TemporaryDirectory _directory = new();

    public ArchiveCopy(string original)
    {
        foreach (var file in Directory.EnumerateFiles(original, "*", SearchOption.AllDirectories))
        {
            var copy = _directory.File(System.IO.Path.GetRelativePath(original, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string Path => _directory.Path;

    /// <summary>The digests, oldest first.</summary>
    public IReadOnlyList<string> Digests => Files("CloudTrail-Digest");

    /// <summary>The log files, oldest first.</summary>
    public IReadOnlyList<string> LogFiles => Files("CloudTrail");

    /// <summary>A digest in the middle that lists a log file with events of the application.</summary>
    public string MiddleDigest => Digests.Skip(1).SkipLast(2).First(digest => LogFilesOf(digest).Any(IsOfTheApplication));

    /// <summary>That log file.</summary>
    public string MiddleLogFile => LogFilesOf(MiddleDigest).First(IsOfTheApplication);

    public static byte[] Read(string file)
    {
        using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    public static byte[] Compress(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var bytes = new MemoryStream();
        using (var stream = new GZipStream(bytes, level))
        {
            stream.Write(content);
        }

        return bytes.ToArray();
    }

    public static void Append(string file, byte[] bytes)
    {
        using var stream = new FileStream(file, FileMode.Append);
        stream.Write(bytes);
    }

    public static void Delete(string file)
    {
        File.Delete(file);
        File.Delete(file + MetadataSuffix);
    }

    /// <summary>Replaces a text in a log file, as somebody does who has no key.</summary>
    public static void Edit(string file, string from, string to)
    {
        var text = Encoding.UTF8.GetString(Read(file));
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllBytes(file, Compress(Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal))));
    }

    public static void ChangeMetadata(string digest, Action<JsonObject> change)
    {
        var metadata = JsonNode.Parse(File.ReadAllText(digest + MetadataSuffix))!.AsObject();
        change(metadata);
        File.WriteAllText(digest + MetadataSuffix, metadata.ToJsonString());
    }

    /// <summary>Rewrites a digest and signs it again, as only somebody with the key can.</summary>
    public static void Forge(string digest, IReadOnlyList<RSA> keys, Action<JsonObject> change)
    {
        var document = JsonNode.Parse(Read(digest))!.AsObject();
        var key = keys.Single(key => Fingerprint.Of(key) == document["digestPublicKeyFingerprint"]!.ToString());
        change(document);
        var content = Encoding.UTF8.GetBytes(document.ToJsonString());
        var text = $"{document["digestEndTime"]}\n{document["digestS3Bucket"]}/{document["digestS3Object"]}\n{Convert.ToHexStringLower(SHA256.HashData(content))}\n{document["previousDigestSignature"]?.ToString() ?? "null"}";
        File.WriteAllBytes(digest, Compress(content));
        ChangeMetadata(digest, metadata => metadata["signature"] = Convert.ToHexStringLower(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
    }

    public void Dispose() => _directory.Dispose();

    private List<string> LogFilesOf(string digest) =>
        [.. JsonNode.Parse(Read(digest))!["logFiles"]!.AsArray().Select(file => System.IO.Path.Combine(Path, file!["s3Object"]!.ToString()))];

    private static bool IsOfTheApplication(string file) => Encoding.UTF8.GetString(Read(file)).Contains("RefundOrder", StringComparison.Ordinal);

    private List<string> Files(string kind) =>
    [
        .. Directory.EnumerateFiles(Path, "*.json.gz", SearchOption.AllDirectories)
            .Where(file => file.Contains($"/{kind}/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
