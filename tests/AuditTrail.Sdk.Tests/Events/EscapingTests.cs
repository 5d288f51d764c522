using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

public sealed class EscapingTests
{
    private const int LastCodePoint = 0x10FFFF;

    /// <summary>Every character that is a control or can deceive, and a spread over the rest: 500 in all.</summary>
    private static readonly Rune[] Sample = [.. Interesting().Concat(Spread()).Distinct().Take(500)];

    [Fact]
    public void EveryCodePointInATextLeavesOneLineWithNothingHarmfulRawAndTheValueItself()
    {
        // A few at a time: a text that is too long would be cut.
        foreach (var runes in Enumerable.Range(0, LastCodePoint + 1).Where(Rune.IsValid).Chunk(200))
        {
            var text = string.Concat(runes.Select(code => new Rune(code).ToString()));
            var payload = Some.Payload(new AuditEvent { UserAgent = text });
            AssertHarmless(payload);
            Assert.Equal(text, Some.Json(payload).GetProperty("userAgent").GetString());
        }
    }

    [Fact]
    public void EveryOtherTextOfAnEventIsAsHarmless()
    {
        Assert.Equal(500, Sample.Length);

        foreach (var rune in Sample)
        {
            var text = $"a{rune}z";
            var payload = Some.Payload(Everywhere(text));
            AssertHarmless(payload);
            Assert.True(Texts(Some.Json(payload)).Count(found => found == text) >= 60, $"U+{rune.Value:X4}");
        }
    }

    [Fact]
    public void RawCharactersOfARecordThatIsReadAreAsHarmlessAtEveryPlace()
    {
        var template = JsonNode.Parse(RecordWithTexts("TEXT"))!.ToJsonString();

        foreach (var rune in Sample.Where(r => r.Value is > 0x1F and not '"' and not '\\'))
        {
            var record = template.Replace("TEXT", rune.ToString(), StringComparison.Ordinal);
            var read = AuditEvent.Parse(record);
            AssertHarmless(read.ToUtf8Json());
            AssertHarmless(Some.Payload(read));
            Assert.Equal(JsonTokens.Of(record), JsonTokens.Of(read.ToUtf8Json()));
        }
    }

    [Fact]
    public void LettersOfAllLanguagesStayReadable()
    {
        const string Text = "Grüße, 日本語, Ελλάδα, русский, عربي, हिन्दी";
        Assert.Contains(Text, Encoding.UTF8.GetString(Some.Payload(Some.Event().UserAgent(Text).Request("a", Text).Build())), StringComparison.Ordinal);
    }

    private static AuditEvent Everywhere(string text)
    {
        var built = AuditEvent.Parse(RecordWithTexts(JsonEncodedText.Encode(text).ToString()));
        var values = Some.Event().Request(text, text).Request("o", o => o.Add(text, text)).Request("n", new JsonObject { [text] = text })
            .Request("e", JsonSerializer.SerializeToElement(text)).RequestReflected("r", new Dictionary<string, string>(StringComparer.Ordinal) { [text] = text })
            .Response(text, text).Additional(text, text).Build();
        return built with
        {
            RequestParameters = values.RequestParameters,
            ResponseElements = values.ResponseElements,
            AdditionalEventData = values.AdditionalEventData,
            Http = new()
            {
                Method = text, Route = text, Phase = text, Host = text, Peer = text, ForwardedFor = text, TraceId = text, Query = [new(text, text)],
                Authentication = text, AuthenticationScheme = text, AuthenticationFailure = text, Ending = text,
            },
        };
    }

    private static string RecordWithTexts(string text) => """
        {"eventVersion":"TEXT","userIdentity":{"type":"TEXT","principalId":"TEXT","arn":"TEXT","accountId":"TEXT","accessKeyId":"TEXT","userName":"TEXT",
        "sessionContext":{"sessionIssuer":{"type":"TEXT","principalId":"TEXT","arn":"TEXT","accountId":"TEXT","userName":"TEXT"},
        "webIdFederationData":{"federatedProvider":"TEXT","attributes":{"a":"TEXT"}},"attributes":{"mfaAuthenticated":"TEXT","creationDate":"TEXT"},
        "sourceIdentity":"TEXT","ec2RoleDelivery":"TEXT","assumedRoot":"TEXT"},"invokedBy":"TEXT","identityProvider":"TEXT","credentialId":"TEXT",
        "onBehalfOf":{"userId":"TEXT","identityStoreArn":"TEXT"},"invokedByDelegate":{"accountId":"TEXT"},
        "inScopeOf":{"sourceArn":"TEXT","sourceAccount":"TEXT","issuerType":"TEXT","credentialsIssuedTo":"TEXT"}},
        "eventSource":"TEXT","eventName":"TEXT","awsRegion":"TEXT","sourceIPAddress":"TEXT","userAgent":"TEXT","errorCode":"TEXT","errorMessage":"TEXT",
        "requestID":"TEXT","eventID":"TEXT","resources":[{"ARN":"TEXT","accountId":"TEXT","type":"TEXT"}],"eventType":"TEXT","apiVersion":"TEXT",
        "recipientAccountId":"TEXT","serviceEventDetails":{"sTEXT":["TEXT"]},"sharedEventID":"TEXT","vpcEndpointId":"TEXT","vpcEndpointAccountId":"TEXT",
        "eventCategory":"TEXT","addendum":{"reason":"TEXT","originalRequestID":"TEXT","originalEventID":"TEXT"},"sessionCredentialFromConsole":"TEXT",
        "tlsDetails":{"tlsVersion":"TEXT","cipherSuite":"TEXT","clientProvidedHostHeader":"TEXT","keyExchange":"TEXT"},
        "insightDetails":{"state":"TEXT","eventSource":"TEXT","eventName":"TEXT","insightType":"TEXT","errorCode":"TEXT","insightContext":{
        "attributions":[{"attribute":"TEXT","insight":[{"value":"TEXT"}]}]}},"uTEXT":"TEXT"}
        """.Replace("TEXT", text, StringComparison.Ordinal);

    private static void AssertHarmless(byte[] json)
    {
        foreach (var rune in Encoding.UTF8.GetString(json).EnumerateRunes())
        {
            var harmful = rune.Value is < 0x20 or (>= 0x7F and <= 0x9F) or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C or 0x2028 or 0x2029
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format;

            if (harmful)
            {
                Assert.Fail($"U+{rune.Value:X4} is raw");
            }
        }
    }

    private static IEnumerable<string?> Texts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => Texts(member.Value).Prepend(member.Name)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [json.GetString()],
        _ => [],
    };

    private static IEnumerable<Rune> Interesting() => Enumerable.Range(0, LastCodePoint + 1).Where(Rune.IsValid).Select(code => new Rune(code))
        .Where(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            || (rune.IsBmp && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format) || "\"\\/<>&'+`".Contains((char)rune.Value, StringComparison.Ordinal) && rune.IsBmp);

    private static IEnumerable<Rune> Spread() => Enumerable.Range(0, 700).Select(i => i * 1_597).Where(Rune.IsValid).Select(code => new Rune(code));
}
