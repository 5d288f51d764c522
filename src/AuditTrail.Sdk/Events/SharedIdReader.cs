using System.Text.Json;
using AuditTrail.Events.Json;

namespace AuditTrail.Events;

/// <summary>Reads a record's <c>sharedEventID</c> without reading the record.</summary>
internal static class SharedIdReader
{
    /// <returns>Null where there is none, or no record.</returns>
    public static string? Read(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record, EventFormat.ReaderOptions);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = reader.ValueTextEquals("sharedEventID"u8);
                reader.Read();
                if (isIt)
                {
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Not what a recorder wrote.
        }

        return null;
    }
}
