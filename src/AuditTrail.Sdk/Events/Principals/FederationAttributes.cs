using System.Globalization;
using System.Text.Json;
using AuditTrail.Events.Json;

namespace AuditTrail.Events.Principals;

/// <summary>What a provider says beside the user, as <c>webIdFederationData.attributes</c>: texts only, as Athena's table wants them.</summary>
internal static class FederationAttributes
{
    private const int MaxBytes = 256;

    private static readonly JsonEncodedText ClientId = EventText.Name("clientId");
    private static readonly JsonEncodedText ClientType = EventText.Name("clientType");
    private static readonly JsonEncodedText TenantId = EventText.Name("tenantId");
    private static readonly JsonEncodedText TokenUse = EventText.Name("tokenUse");
    private static readonly JsonEncodedText ActorCount = EventText.Name("actorCount");
    private static readonly JsonEncodedText[] PriorActors = [.. Enumerable.Range(2, ActorChain.MaxCount - 1).Select(place => EventText.Name("actor" + place.ToString(CultureInfo.InvariantCulture)))];

    /// <returns>Null where there is nothing to say.</returns>
    public static JsonFragment? Write(in PrincipalFacts facts)
    {
        if (facts.ClientId is null && facts.TenantId is null && facts.TokenUse is null && facts.ClientType is null && facts.Actors.Count < 2)
        {
            return null;
        }

        var scratch = JsonScratch.Rent();
        try
        {
            var writer = scratch.Writer;
            writer.WriteStartObject();
            Write(writer, ClientId, facts.ClientId);
            Write(writer, ClientType, facts.ClientType);
            Write(writer, TenantId, facts.TenantId);
            Write(writer, TokenUse, facts.TokenUse);
            for (var place = 1; place < Math.Min(facts.Actors.Count, ActorChain.MaxCount); place++)
            {
                Write(writer, PriorActors[place - 1], facts.Actors[place]);
            }

            if (facts.Actors.Count > ActorChain.MaxCount)
            {
                Write(writer, ActorCount, facts.Actors.Count.ToString(CultureInfo.InvariantCulture));
            }

            writer.WriteEndObject();
            writer.Flush();
            return new JsonFragment(scratch.Output.Written.ToArray());
        }
        finally
        {
            JsonScratch.Return(scratch);
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonEncodedText name, string? value)
    {
        if (value is not null)
        {
            EventText.Write(writer, name, value, MaxBytes);
        }
    }
}
