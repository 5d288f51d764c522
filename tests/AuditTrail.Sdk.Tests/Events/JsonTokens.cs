using System.Text;
using System.Text.Json;

namespace AuditTrail.Tests.Events;

/// <summary>JSON as a list of its tokens: texts by value, numbers by spelling, members in order. Shares no code with the library.</summary>
internal static class JsonTokens
{
    public static List<string> Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1_000 });
        var tokens = new List<string>();

        while (reader.Read())
        {
            tokens.Add(reader.TokenType + ":" + (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                ? reader.GetString()
                : Encoding.UTF8.GetString(reader.ValueSpan)));
        }

        return tokens;
    }

    public static List<string> Of(string json) => Of(Encoding.UTF8.GetBytes(json));
}
