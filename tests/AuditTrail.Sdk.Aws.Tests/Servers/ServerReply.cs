using System.Text.Json.Nodes;

namespace AuditTrail.Aws.Tests.Servers;

/// <summary>What a server answered.</summary>
internal sealed record ServerReply(int Status, string? Code, string Text, JsonNode? Body)
{
    /// <summary>The codes of the entries that were not taken.</summary>
    public IEnumerable<string> Failed => Body!["failed"]!.AsArray().Select(entry => entry!["errorCode"]!.GetValue<string>());

    public int Successful => Body!["successful"]!.AsArray().Count;
}
