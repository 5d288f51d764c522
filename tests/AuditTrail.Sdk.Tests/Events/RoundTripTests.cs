using System.Text.Json;
using AuditTrail.Events;

namespace AuditTrail.Tests.Events;

public sealed class RoundTripTests
{
    /// <summary>Every known field, in CloudTrail's own casing, each part with an unknown member at its end.</summary>
    private const string Full = """
        {"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"P","arn":"arn:x","accountId":"123456789012","accessKeyId":"","userName":"u",
        "sessionContext":{"sessionIssuer":{"type":"Role","principalId":"R","arn":"arn:r","accountId":"1","userName":"n","new1":1},
        "webIdFederationData":{"federatedProvider":"f","attributes":{"a":"b"},"new2":[]},"attributes":{"mfaAuthenticated":"false","creationDate":"20131102T010628Z","new3":{}},
        "sourceIdentity":"s","ec2RoleDelivery":"2.0","assumedRoot":"true","new4":1.50},"invokedBy":"i","identityProvider":"ip","credentialId":"c",
        "onBehalfOf":{"userId":"o","identityStoreArn":"arn:i","new5":null},"invokedByDelegate":{"accountId":"2","new6":true},
        "inScopeOf":{"sourceArn":"arn:s","sourceAccount":"3","issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"t","new7":1e5},"new8":{"x":[1,2]}},
        "eventTime":"2026-01-22T22:06:16Z","eventSource":"s3","eventName":"Get","awsRegion":"eu","sourceIPAddress":"::1","userAgent":"a","errorCode":"e","errorMessage":"m",
        "requestParameters":{"n":1.0,"big":123456789012345678901234567890},"responseElements":null,"additionalEventData":{"d":1},"requestID":"r","eventID":"i","readOnly":true,
        "resources":[{"ARN":"arn:b","accountId":"4","type":"AWS::S3::Bucket","ARNPrefix":"p"},{"type":"T","ARN":"x"}],"eventType":"AwsApiCall","apiVersion":"v","managementEvent":false,
        "recipientAccountId":"5","serviceEventDetails":{"s":1},"sharedEventID":"sh","vpcEndpointId":"vpce","vpcEndpointAccountId":"6","eventCategory":"Data",
        "addendum":{"reason":"UPDATED_DATA","updatedFields":"a,b","originalRequestID":"or","originalEventID":"oe","new9":1},"sessionCredentialFromConsole":"true",
        "eventContext":{"requestContext":{},"tagContext":{}},"edgeDeviceDetails":{"e":1},
        "tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"c","clientProvidedHostHeader":"h","keyExchange":"X25519MLKEM768","new10":0},
        "insightDetails":{"state":"Start","eventSource":"a","eventName":"b","insightType":"ApiCallRateInsight","errorCode":"null","insightContext":{"statistics":{
        "baseline":{"average":0.0000882145,"n":1},"insight":{"average":0.6},"insightDuration":5,"baselineDuration":11336},
        "attributions":[{"attribute":"userIdentityArn","insight":[{"value":"v","average":2E-1}],"baseline":[{"value":"v","average":0.20}]}]},"new11":1},"newTop":{"deep":{"er":[null]}}}
        """;

    [Fact]
    public void EveryRealRecordIsWrittenAsItWasRead()
    {
        var count = 0;

        foreach (var record in CloudTrailRecords.All())
        {
            Assert.Equal(JsonTokens.Of(record), JsonTokens.Of(AuditEvent.Parse(record).ToUtf8Json()));
            count++;
        }

        Assert.Equal(1_233, count);
    }

    [Fact]
    public void EveryRealRecordIsHeldInTypedMembersAndNotAsUnknownOnes()
    {
        foreach (var record in CloudTrailRecords.All())
        {
            var read = AuditEvent.Parse(record);
            var json = Some.Json(record);
            Assert.Equal(json.GetProperty("eventName").GetString(), read.EventName);
            Assert.Equal(json.GetProperty("eventTime").GetDateTimeOffset(), read.EventTime);
            Assert.Equal(json.GetProperty("userIdentity").GetProperty("type").GetString(), read.UserIdentity?.Type);
            Assert.Equal(json.GetProperty("readOnly").GetBoolean(), read.ReadOnly);
            Assert.True(read.Fields.Layout is null || !read.Fields.Layout.Slots.ToArray().Any(slot => slot.Name is not null));
        }
    }

    [Fact]
    public void EveryFieldOfVersion111AndUnknownMembersAtEveryLevelAreKept() =>
        Assert.Equal(JsonTokens.Of(Full), JsonTokens.Of(AuditEvent.Parse(Full).ToUtf8Json()));

    [Fact]
    public void EveryMemberOfTheModelIsReadFromTheFullRecord()
    {
        var read = AuditEvent.Parse(Full);
        AssertAllSet(read);
        AssertAllSet(read.UserIdentity!);
        AssertAllSet(read.UserIdentity!.SessionContext!);
        AssertAllSet(read.UserIdentity.SessionContext!.SessionIssuer!);
        AssertAllSet(read.UserIdentity.SessionContext.WebIdFederationData!);
        AssertAllSet(read.UserIdentity.SessionContext.Attributes!);
        AssertAllSet(read.UserIdentity.OnBehalfOf!);
        AssertAllSet(read.UserIdentity.InvokedByDelegate!);
        AssertAllSet(read.UserIdentity.InScopeOf!);
        AssertAllSet(read.Resources![0]);
        AssertAllSet(read.Addendum!);
        AssertAllSet(read.TlsDetails!);
        AssertAllSet(read.InsightDetails!);
        AssertAllSet(read.InsightDetails!.InsightContext!.Statistics!);
        AssertAllSet(read.InsightDetails.InsightContext.Attributions![0]);
        Assert.Equal(0.2, read.InsightDetails.InsightContext.Attributions[0].Insight![0].Average);
    }

    [Theory]
    [InlineData("""{"zebra":1,"eventName":"b","eventVersion":"1.08","alpha":[{"b":1,"a":2}]}""")]
    [InlineData("""{"eventTime":"2026-01-22T22:06:16.123Z","errorCode":null,"userIdentity":null,"resources":null,"readOnly":null,"tlsDetails":{}}""")]
    [InlineData("""{"eventTime":"2026-01-22T22:06:16+02:00","requestParameters":{"":"","\u0041b":"\ud83d\ude00\/"}}""")]
    [InlineData("""{"insightDetails":{"insightContext":{"statistics":{"insightDuration":5.0,"baselineDuration":1E4}}}}""")]
    [InlineData("""{"additionalEventData":null,"requestParameters":[1,"a",null],"responseElements":"text"}""")]
    [InlineData("{}")]
    public void OrderNullsAndSpellingsAreKept(string record) =>
        Assert.Equal(JsonTokens.Of(record), JsonTokens.Of(AuditEvent.Parse(record).ToUtf8Json()));

    [Fact]
    public void AChangedRecordIsWrittenWithTheChangeInPlaceAndTheRestAsItWas()
    {
        foreach (var record in CloudTrailRecords.All().Take(200))
        {
            var read = AuditEvent.Parse(record);
            var changed = read with
            {
                EventName = "Changed",
                EventTime = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
                ReadOnly = !read.ReadOnly,
                UserIdentity = read.UserIdentity! with { Type = "Other" },
                RequestParameters = JsonFragment.Parse("""{"changed":1.0}"""),
            };

            var expected = System.Text.Json.Nodes.JsonNode.Parse(record)!.AsObject();
            expected["eventName"] = "Changed";
            expected["eventTime"] = "2030-01-02T03:04:05Z";
            expected["readOnly"] = !read.ReadOnly;
            expected["userIdentity"]!["type"] = "Other";
            expected["requestParameters"] = System.Text.Json.Nodes.JsonNode.Parse("""{"changed":1.0}""");
            Assert.Equal(JsonTokens.Of(expected.ToJsonString()), JsonTokens.Of(changed.ToUtf8Json()));
            Assert.Equal(JsonTokens.Of(record), JsonTokens.Of(read.ToUtf8Json()));
        }
    }

    [Fact]
    public void WhatIsAddedToARecordComesAfterWhatWasRead()
    {
        var changed = AuditEvent.Parse("""{"b":1,"eventName":"n"}""") with { ErrorCode = "e", ApiVersion = "v" };
        Assert.Equal("""{"b":1,"eventName":"n","errorCode":"e","apiVersion":"v"}""", changed.ToString());
    }

    [Fact]
    public void WhatIsRemovedFromARecordIsNotWritten()
    {
        var changed = AuditEvent.Parse("""{"eventName":"n","errorCode":"e","requestParameters":{},"additionalEventData":{}}""");
        Assert.Equal("""{"eventName":"n"}""", (changed with { ErrorCode = null, RequestParameters = null, AdditionalEventData = null }).ToString());
    }

    [Fact]
    public void RecordsAreEqualWhenTheirJsonIs()
    {
        Assert.Equal(AuditEvent.Parse(Full), AuditEvent.Parse(Full));
        Assert.Equal(AuditEvent.Parse(Full).UserIdentity, AuditEvent.Parse(Full).UserIdentity);
        Assert.Equal(AuditEvent.Parse(Full).InsightDetails, AuditEvent.Parse(Full).InsightDetails);
        Assert.NotEqual(AuditEvent.Parse(Full), AuditEvent.Parse(Full) with { EventName = "other" });
        Assert.Equal(AuditEvent.Parse(Full).GetHashCode(), AuditEvent.Parse(Full).GetHashCode());
    }

    [Fact]
    public void AListGivenToARecordIsCopied()
    {
        var resources = new List<AuditResource> { new() { Arn = "a" } };
        var made = new AuditEvent { Resources = resources };
        resources.Add(new());
        Assert.Single(made.Resources!);
    }

    [Fact]
    public void TheShortExampleOfTheIntroductionsIsReadAndBuiltAsItStands()
    {
        const string Example = """
            { "eventTime": "2025-10-05T12:00:00Z", "eventSource": "ec2.amazonaws.com", "eventName": "StartInstances", "userIdentity": { "type": "IAMUser", "userName": "dev-ops-user" },
              "sourceIPAddress": "192.0.2.0", "requestParameters": { "instancesSet": { "items": ["i-1234567890abcdef0"] } } }
            """;
        Assert.Equal(JsonTokens.Of(Example), JsonTokens.Of(AuditEvent.Parse(Example).ToUtf8Json()));

        var built = AuditEvent.Create("ec2.amazonaws.com", "StartInstances", new UserIdentity { Type = "IAMUser", UserName = "dev-ops-user" })
            .At(new DateTimeOffset(2025, 10, 5, 14, 0, 0, TimeSpan.FromHours(2)))
            .SourceIp("192.0.2.0")
            .Request("instancesSet", set => set.Add("items", AuditValue.Array("i-1234567890abcdef0")))
            .Build();

        var json = Some.Json(built);

        foreach (var member in JsonDocument.Parse(Example).RootElement.EnumerateObject())
        {
            Assert.Equal(JsonTokens.Of(member.Value.GetRawText()), JsonTokens.Of(json.GetProperty(member.Name).GetRawText()));
        }
    }

    [Fact]
    public void TheJournalsPayloadHoldsEveryRealRecordsValuesWithAdditionalDataLast()
    {
        foreach (var record in CloudTrailRecords.All())
        {
            var payload = Some.Payload(AuditEvent.Parse(record), out var result);
            var members = Some.Json(record).EnumerateObject().OrderBy(m => m.Name == "additionalEventData").ToList();
            var written = Some.Json(payload).EnumerateObject().ToList();
            Assert.Equal(members.ConvertAll(m => m.Name), written.ConvertAll(m => m.Name));
            Assert.All(members.Zip(written), pair => Assert.Equal(JsonTokens.Of(pair.First.Value.GetRawText()), JsonTokens.Of(pair.Second.Value.GetRawText())));
            Assert.Equal(members[^1].Name == "additionalEventData", result.HasAdditionalEventData);
        }
    }

    private static void AssertAllSet<T>(T part)
        where T : class
    {
        foreach (var property in typeof(T).GetProperties().Where(p => p.Name is not "Http" && !p.GetMethod!.IsStatic))
        {
            Assert.True(property.GetValue(part) is not null, property.Name);
        }
    }
}
