using System.Text.Json;

namespace AuditTrail.Archive;

/// <summary>What an archive has to know of a record, read without building it.</summary>
/// <param name="EventTime">Null when it is missing or not written as CloudTrail does.</param>
/// <param name="IsInsight">Belongs into a file of insights.</param>
/// <param name="EventId">For the trail's own markers; empty when the record has none.</param>
internal readonly record struct RecordFacts(DateTimeOffset? EventTime, bool IsInsight, string EventId)
{
    public static RecordFacts Read(ReadOnlySpan<byte> utf8Json, bool withId)
    {
        DateTimeOffset? time = null;
        var isInsight = false;
        var id = "";
        var reader = new Utf8JsonReader(utf8Json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTime = reader.ValueTextEquals("eventTime"u8);
            var isCategory = reader.ValueTextEquals("eventCategory"u8);
            var isId = withId && reader.ValueTextEquals("eventID"u8);
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
            }
            else if (isTime && KeyTime.TryParseDocument(reader.GetString(), out var read))
            {
                time = read;
            }
            else if (isCategory)
            {
                isInsight = reader.ValueTextEquals("Insight"u8);
            }
            else if (isId)
            {
                id = reader.GetString() ?? "";
            }
        }

        return new(time, isInsight, id);
    }
}
