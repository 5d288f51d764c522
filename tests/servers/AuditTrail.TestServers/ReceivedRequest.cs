namespace AuditTrail.TestServers;

/// <summary>One request, as it came over the wire.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path as it was sent, still encoded.</param>
/// <param name="Query">The query as it was sent, still encoded, without the question mark.</param>
/// <param name="Headers">The headers by lower-case name; several of one name with commas between them.</param>
/// <param name="Body">The body's exact bytes.</param>
public sealed record ReceivedRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The query's names and values, decoded. A plus is a plus: only forms take it for a space.</summary>
    public IEnumerable<KeyValuePair<string, string>> Parameters() => Query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair =>
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? KeyValuePair.Create(Uri.UnescapeDataString(pair), "")
            : KeyValuePair.Create(Uri.UnescapeDataString(pair[..equals]), Uri.UnescapeDataString(pair[(equals + 1)..]));
    });

    public string? Parameter(string name) => Parameters().Where(pair => pair.Key == name).Select(pair => pair.Value).FirstOrDefault();
}
