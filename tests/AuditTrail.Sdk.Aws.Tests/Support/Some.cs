using AuditTrail.Archive;

namespace AuditTrail.Aws.Tests.Support;

/// <summary>Objects whose content does not matter.</summary>
internal static class Some
{
    public const string Key = "AWSLogs/123456789012/CloudTrail/eu-central-1/2026/11/22/123456789012_CloudTrail_eu-central-1_20261122T0000Z_0123456789abcdef.json.gz";

    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static LogFileUpload Upload(string key = Key, byte[]? content = null, params (string Name, string Value)[] metadata)
    {
        var bytes = content ?? Bytes(5_000);
        return new LogFileUpload
        {
            Key = key,
            OpenContent = () => new MemoryStream(bytes),
            Length = bytes.Length,
            Metadata = metadata.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal),
        };
    }

    public static async Task<byte[]> ContentOfAsync(ILogFileStore store, string key = Key)
    {
        await using var opened = await store.OpenAsync(key, TestContext.Current.CancellationToken);
        Assert.NotNull(opened);
        using var content = new MemoryStream();
        await opened.Content.CopyToAsync(content);
        return content.ToArray();
    }
}
