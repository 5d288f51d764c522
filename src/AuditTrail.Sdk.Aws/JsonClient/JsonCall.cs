using Amazon.Runtime;

namespace AuditTrail.Aws;

/// <summary>One request to a <see cref="JsonService"/>.</summary>
/// <param name="operation">The operation's name, as <c>PutLogEvents</c>.</param>
/// <param name="body">The JSON, exactly as it is sent and signed.</param>
internal sealed class JsonCall(string operation, byte[] body) : AmazonWebServiceRequest
{
    public string Operation { get; } = operation;

    public byte[] Body { get; } = body;

    public string Path { get; init; } = "/";

    public string ContentType { get; init; } = "application/json";

    /// <summary>Parameters of the query, neither escaped nor sorted.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Headers beside the content type and what the SDK adds.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
