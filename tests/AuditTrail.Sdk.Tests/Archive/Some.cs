using System.Text;
using AuditTrail.Archive;

namespace AuditTrail.Tests.Archive;

/// <summary>Things that archive tests need and that are as good as any other.</summary>
internal static class Some
{
    public static LogFileUpload Upload(string key, string content, params (string Name, string Value)[] metadata)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        return new()
        {
            Key = key,
            Length = bytes.Length,
            OpenContent = () => new MemoryStream(bytes, writable: false),
            Metadata = metadata.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal),
        };
    }
}
