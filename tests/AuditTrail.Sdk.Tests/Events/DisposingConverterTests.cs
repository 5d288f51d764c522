using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuditTrail.Tests.Events;

/// <summary>An application's converter is handed a writer of ours, and may do anything to it.</summary>
public sealed class DisposingConverterTests
{
    [Fact]
    public void AConverterThatDisposesTheWriterSpoilsNoLaterEvent()
    {
        var built = Some.Event().Request("before", 1).RequestReflected("broken", new Disposing()).Request("after", 2).Build();

        Assert.Equal("<error:ObjectDisposedException>", built.RequestParameters?["broken"]?.AsText());
        Assert.Equal("2", built.RequestParameters?["after"]?.ToString());
        Assert.Equal("""{"next":[1]}""", Some.Event().Request("next", new System.Text.Json.Nodes.JsonArray(1)).Build().RequestParameters?.ToString());
    }

    [JsonConverter(typeof(Converter))]
    private sealed class Disposing;

    private sealed class Converter : JsonConverter<Disposing>
    {
        public override Disposing Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Disposing value, JsonSerializerOptions options)
        {
            using (writer)
            {
                writer.WriteNumberValue(1);
            }
        }
    }
}
