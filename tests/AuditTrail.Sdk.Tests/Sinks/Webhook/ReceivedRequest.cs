using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>A request as a receiver has it.</summary>
internal sealed record ReceivedRequest(string Method, string Url, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    public string Id => Headers["webhook-id"];

    public string Body => Encoding.UTF8.GetString(Bytes);

    public string Inflated
    {
        get
        {
            using var gzip = new GZipStream(new MemoryStream(Bytes), CompressionMode.Decompress);
            using var reader = new StreamReader(gzip, Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }

    /// <summary>For verifiers of ASP.NET Core applications.</summary>
    public HeaderDictionary HeaderDictionary => new(Headers.ToDictionary(pair => pair.Key, pair => new StringValues(pair.Value), StringComparer.OrdinalIgnoreCase));
}
