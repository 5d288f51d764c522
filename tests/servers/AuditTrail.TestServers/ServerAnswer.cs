using System.Text;

namespace AuditTrail.TestServers;

/// <summary>What a server answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="ContentType">The body's type.</param>
/// <param name="Headers">Further headers.</param>
public sealed record ServerAnswer(int Status, ReadOnlyMemory<byte> Body, string ContentType, params (string Name, string Value)[] Headers)
{
    public static ServerAnswer Of(int status, string body, string contentType, params (string Name, string Value)[] headers) =>
        new(status, Encoding.UTF8.GetBytes(body), contentType, headers);
}
