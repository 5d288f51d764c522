using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AuditTrail.Aws.Tests.Support;
using AuditTrail.Events;
using AuditTrail.Sinks;

namespace AuditTrail.Aws.Tests.CloudTrailLake;

/// <summary>Every row of the document's table of fields.</summary>
public sealed partial class RecordMappingTests
{
    // What the record has → where it is found (JSON pointer without its first slash), and as what. Null: nowhere.
    private static readonly Dictionary<string, (string Record, string Path, string? Value)[]> Rows = new(StringComparer.Ordinal)
    {
        ["eventVersion"] = [(""" "eventVersion":"1.11" """, "version", "1.11"), ("", "version", "unknown")],
        ["eventID"] =
        [
            (""" "eventID":"0198a3c4-0000-7000-8000-000000000001" """, "UID", "0198a3c4-0000-7000-8000-000000000001"), ("", "UID", "id-1"), (""" "eventID":"" """, "UID", "id-1"),
            ($""" "eventID":"{new string('e', 1_025)}" """, "UID", "id-1"), ($""" "eventID":"{new string('e', 1_025)}" """, "additionalEventData/eventID", new string('e', 1_025)),
        ],
        ["userIdentity.type"] = [(""" "userIdentity":{"type":"IAMUser"} """, "userIdentity/type", "IAMUser"), ("", "userIdentity/type", "Unknown"), (""" "userIdentity":{"type":null} """, "userIdentity/type", "Unknown")],
        ["userIdentity.principalId"] =
        [
            (""" "userIdentity":{"principalId":"u-17","arn":"arn:aws:iam::1:user/a"} """, "userIdentity/principalId", "u-17"),
            (""" "userIdentity":{"userName":"alice","arn":"arn:aws:iam::1:user/a"} """, "userIdentity/principalId", "arn:aws:iam::1:user/a"),
            (""" "userIdentity":{"onBehalfOf":{"userId":"544894e8"},"userName":"alice"} """, "userIdentity/principalId", "alice"),
            (""" "userIdentity":{"credentialId":"c-1","onBehalfOf":{"userId":"544894e8"}} """, "userIdentity/principalId", "544894e8"),
            (""" "userIdentity":{"accessKeyId":"AKIA","credentialId":"c-1"} """, "userIdentity/principalId", "c-1"),
            (""" "userIdentity":{"invokedBy":"x.amazonaws.com","accessKeyId":"AKIA"} """, "userIdentity/principalId", "AKIA"),
            (""" "userIdentity":{"accountId":"111122223333","invokedBy":"x.amazonaws.com"} """, "userIdentity/principalId", "x.amazonaws.com"),
            (""" "userIdentity":{"accountId":"111122223333","principalId":""} """, "userIdentity/principalId", "111122223333"),
            (""" "userIdentity":{} """, "userIdentity/principalId", "unknown"),
            ("", "userIdentity/principalId", "unknown"),
        ],
        ["userIdentity, all else"] =
        [
            (""" "userIdentity":{"type":"IAMUser","userName":"alice","arn":"arn:aws:iam::1:user/a"} """, "userIdentity/details/userName", "alice"),
            (""" "userIdentity":{"userName":"alice","arn":"arn:aws:iam::1:user/a"} """, "userIdentity/details/arn", "arn:aws:iam::1:user/a"),
            (""" "userIdentity":{"sessionContext":{"attributes":{"mfaAuthenticated":"true"}}} """, "userIdentity/details/sessionContext", """{"attributes":{"mfaAuthenticated":"true"}}"""),
            (""" "userIdentity":{"type":"Unknown","principalId":"anonymous"} """, "userIdentity/details", null),
            (""" "userIdentity":"alice" """, "additionalEventData/userIdentity", "alice"),
        ],
        ["userAgent"] = [(""" "userAgent":"curl/8" """, "userAgent", "curl/8"), ("", "userAgent", null)],
        ["eventSource"] = [(""" "eventSource":"orders.example.com" """, "eventSource", "orders.example.com"), (""" "insightDetails":{"eventSource":"a.example.com"} """, "eventSource", "a.example.com"), ("", "eventSource", "unknown")],
        ["eventName"] = [(""" "eventName":"RefundOrder" """, "eventName", "RefundOrder"), (""" "insightDetails":{"eventName":"Run"} """, "eventName", "Run"), ("", "eventName", "unknown")],
        ["eventTime"] =
        [
            (""" "eventTime":"2026-11-22T12:13:14Z" """, "eventTime", "2026-11-22T12:13:14Z"), (""" "eventTime":"2026-11-22T12:13:14Z" """, "additionalEventData/eventTime", null),
            (""" "eventTime":"2026-11-22T12:13:14.567Z" """, "eventTime", "2026-11-22T12:13:14Z"), (""" "eventTime":"2026-11-22T12:13:14.567Z" """, "additionalEventData/eventTime", "2026-11-22T12:13:14.567Z"),
            (""" "eventTime":"2026-11-22T12:13:14+02:00" """, "eventTime", "2026-11-22T10:13:14Z"),
            (""" "eventTime":"yesterday" """, "eventTime", "2026-01-02T03:04:05Z"), (""" "eventTime":"yesterday" """, "additionalEventData/eventTime", "yesterday"),
            ("", "eventTime", "2026-01-02T03:04:05Z"),
        ],
        ["requestParameters"] =
        [
            (""" "requestParameters":{"name":"a\"b\u00e4"} """, "requestParameters/name", "a\"bä"), (""" "requestParameters":{"amount":12.50} """, "requestParameters/amount", "12.50"),
            (""" "requestParameters":{"big":1e400} """, "requestParameters/big", "1e400"), (""" "requestParameters":{"paid":true} """, "requestParameters/paid", "true"),
            (""" "requestParameters":{"gone":null,"a":1} """, "requestParameters/gone", null), (""" "requestParameters":{"lines":[1,{"sku":"x"}]} """, "requestParameters/lines", """[1,{"sku":"x"}]"""),
            (""" "requestParameters":{"to":{"city":"Köln"}} """, "requestParameters/to", """{"city":"Köln"}"""), (""" "requestParameters":null """, "requestParameters", null),
            (""" "requestParameters":[1,2] """, "requestParameters/value", "[1,2]"), (""" "requestParameters":"all" """, "requestParameters/value", "all"),
        ],
        ["responseElements"] = [(""" "responseElements":{"id":17,"of":{"a":[]}} """, "responseElements/of", """{"a":[]}"""), (""" "responseElements":null """, "responseElements", null)],
        ["errorCode"] = [(""" "errorCode":"NotFound" """, "errorCode", "NotFound"), ("", "errorCode", null)],
        ["errorMessage"] = [(""" "errorMessage":"No such order." """, "errorMessage", "No such order."), ("", "errorMessage", null)],
        ["sourceIPAddress"] =
        [
            (""" "sourceIPAddress":"203.0.113.7" """, "sourceIPAddress", "203.0.113.7"), (""" "sourceIPAddress":"2001:db8::1" """, "sourceIPAddress", "2001:db8::1"),
            (""" "sourceIPAddress":"AWS Internal/3" """, "sourceIPAddress", null), (""" "sourceIPAddress":"AWS Internal/3" """, "additionalEventData/sourceIPAddress", "AWS Internal/3"),
            (""" "sourceIPAddress":"1" """, "additionalEventData/sourceIPAddress", "1"), (""" "sourceIPAddress":"fe80::1%eth0" """, "additionalEventData/sourceIPAddress", "fe80::1%eth0"),
            (""" "sourceIPAddress":"[::1]" """, "additionalEventData/sourceIPAddress", "[::1]"), (""" "sourceIPAddress":"0x7f.1" """, "additionalEventData/sourceIPAddress", "0x7f.1"), ("", "sourceIPAddress", null),
        ],
        ["recipientAccountId"] =
        [
            (""" "recipientAccountId":"000000000000" """, "recipientAccountId", LakeEvents.Account), (""" "recipientAccountId":"000000000000" """, "additionalEventData/recipientAccountId", "000000000000"),
            ($""" "recipientAccountId":"{LakeEvents.Account}" """, "additionalEventData/recipientAccountId", null), ("", "recipientAccountId", LakeEvents.Account),
        ],
        ["additionalEventData"] =
        [
            (""" "additionalEventData":{"tenant":"acme","tags":["a"],"n":1} """, "additionalEventData/tenant", "acme"), (""" "additionalEventData":{"tags":["a"]} """, "additionalEventData/tags", """["a"]"""),
            (""" "additionalEventData":"all" """, "additionalEventData/value", "all"), (""" "additionalEventData":{"a":null} """, "additionalEventData", null),
        ],
        ["additionalEventData.auditTrail"] =
        [
            (""" "additionalEventData":{"auditTrail":{"stream":"s","sequence":17,"trailSequence":3,"time":"t"}} """, "additionalEventData/auditTrail.sequence", "17"),
            (""" "additionalEventData":{"auditTrail":{"stream":"s","sequence":17,"trailSequence":3,"time":"t"}} """, "additionalEventData/auditTrail.stream", "s"),
            (""" "additionalEventData":{"auditTrail":{"stream":"s"}} """, "additionalEventData/auditTrail", null),
        ],
        ["additionalEventData.http"] =
        [
            (""" "additionalEventData":{"http":{"method":"POST","status":404,"query":{"a":"1"}}} """, "additionalEventData/http.status", "404"),
            (""" "additionalEventData":{"http":{"query":{"a":"1"}}} """, "additionalEventData/http.query", """{"a":"1"}"""),
        ],
        ["additionalEventData, a name that is taken"] =
        [
            (""" "requestID":"r-1","additionalEventData":{"requestID":"mine"} """, "additionalEventData/requestID", "r-1"),
            (""" "requestID":"r-1","additionalEventData":{"requestID":"mine"} """, "additionalEventData/additionalEventData.requestID", "mine"),
            (""" "additionalEventData":{"requestID":"mine"} """, "additionalEventData/additionalEventData.requestID", "mine"),
            (""" "futureField":"x","additionalEventData":{"futureField":"mine"} """, "additionalEventData/additionalEventData.futureField", "mine"),
            (""" "additionalEventData":{"requestID":"1","additionalEventData.requestID":"2"} """, "additionalEventData/additionalEventData.additionalEventData.requestID", "1"),
            (""" "additionalEventData":{"http.status":"mine","http":{"status":200}} """, "additionalEventData/additionalEventData.http.status", "mine"),
            (""" "additionalEventData":{"auditTrailCut":"mine"} """, "additionalEventData/additionalEventData.auditTrailCut", "mine"),
        ],
        ["awsRegion"] = [(""" "awsRegion":"eu-central-1" """, "additionalEventData/awsRegion", "eu-central-1")],
        ["requestID"] = [(""" "requestID":"r-1" """, "additionalEventData/requestID", "r-1")],
        ["readOnly"] = [(""" "readOnly":false """, "additionalEventData/readOnly", "false")],
        ["resources"] = [(""" "resources":[{"ARN":"17","type":"Shop::Order"}] """, "additionalEventData/resources", """[{"ARN":"17","type":"Shop::Order"}]""")],
        ["eventType"] = [(""" "eventType":"ActivityLog" """, "additionalEventData/eventType", "ActivityLog")],
        ["eventCategory"] = [(""" "eventCategory":"Data" """, "additionalEventData/eventCategory", "Data")],
        ["managementEvent"] = [(""" "managementEvent":true """, "additionalEventData/managementEvent", "true")],
        ["apiVersion"] = [(""" "apiVersion":"2026-01-01" """, "additionalEventData/apiVersion", "2026-01-01")],
        ["sharedEventID"] = [(""" "sharedEventID":"s-1" """, "additionalEventData/sharedEventID", "s-1")],
        ["serviceEventDetails"] = [(""" "serviceEventDetails":{"a":1} """, "additionalEventData/serviceEventDetails", """{"a":1}""")],
        ["vpcEndpointId"] = [(""" "vpcEndpointId":"vpce-1" """, "additionalEventData/vpcEndpointId", "vpce-1")],
        ["vpcEndpointAccountId"] = [(""" "vpcEndpointAccountId":"111122223333" """, "additionalEventData/vpcEndpointAccountId", "111122223333")],
        ["addendum"] = [(""" "addendum":{"reason":"DELIVERY_DELAY"} """, "additionalEventData/addendum", """{"reason":"DELIVERY_DELAY"}""")],
        ["sessionCredentialFromConsole"] = [(""" "sessionCredentialFromConsole":"true" """, "additionalEventData/sessionCredentialFromConsole", "true")],
        ["eventContext"] = [(""" "eventContext":{"tagContext":{}} """, "additionalEventData/eventContext", """{"tagContext":{}}""")],
        ["edgeDeviceDetails"] = [(""" "edgeDeviceDetails":{"id":"e"} """, "additionalEventData/edgeDeviceDetails", """{"id":"e"}""")],
        ["insightDetails"] = [(""" "insightDetails":{"state":"Start"} """, "additionalEventData/insightDetails", """{"state":"Start"}""")],
        ["tlsDetails"] =
        [
            (""" "tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256"} """, "additionalEventData/tlsDetails.tlsVersion", "TLSv1.3"),
            (""" "tlsDetails":"none" """, "additionalEventData/tlsDetails", "none"),
        ],
        ["any other field"] =
        [
            (""" "futureField":{"a":[1]} """, "additionalEventData/futureField", """{"a":[1]}"""),
            (""" "auditTrail.sequence":"9","additionalEventData":{"auditTrail":{"sequence":1}} """, "additionalEventData/auditTrail.sequence", "1"),
            (""" "auditTrail.sequence":"9","additionalEventData":{"auditTrail":{"sequence":1}} """, "additionalEventData/record.auditTrail.sequence", "9"),
            (""" "auditTrailCut":"mine" """, "additionalEventData/record.auditTrailCut", "mine"),
            (""" "http.status":"200","additionalEventData":{"http":{"status":404}} """, "additionalEventData/http.status", "404"),
        ],
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AFieldIsWhereTheTableHasIt(string row)
    {
        foreach (var (record, path, value) in Rows[row])
        {
            JsonNode? found = LakeEvents.Map($"{{{record}}}");
            foreach (var name in path.Split('/'))
            {
                found = found?[name];
            }

            Assert.Equal((record, path, value), (record, path, found?.GetValueKind() == JsonValueKind.Object ? found.ToJsonString() : found?.GetValue<string>()));
        }
    }

    [Fact]
    public async Task TheDocumentsTableHasTheseRows()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "cloudtrail-lake.md"));
        var table = document[document.IndexOf("| record | integration event |", StringComparison.Ordinal)..];

        Assert.Equal(
            Rows.Keys.Order(StringComparer.Ordinal),
            Row().Matches(table[..table.IndexOf("\n\n", StringComparison.Ordinal)]).Select(row => row.Groups["field"].Value.Replace("`", "", StringComparison.Ordinal)).Skip(1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ARecordOfTheJournalHasAllRequiredFields()
    {
        var batch = AuditBatch.Of([AuditEvent.Create("orders.example.com", "RefundOrder", UserIdentity.User("u-1", "alice")).Resource("Shop::Order", "17").Request("amount", 12.50m).Build()], stream: LakeEvents.Stream);
        var item = batch.Single();

        var data = JsonNode.Parse(new IntegrationEventWriter(LakeEvents.Account).Write(item, "id-1").EventData)!;

        Assert.Equal(item.ReadEvent().EventId, (string?)data["UID"]);
        Assert.Equal(
            ("1.11", "u-1", "orders.example.com", "RefundOrder", LakeEvents.Account, "12.50"),
            ((string?)data["version"], (string?)data["userIdentity"]!["principalId"], (string?)data["eventSource"], (string?)data["eventName"], (string?)data["recipientAccountId"], (string?)data["requestParameters"]!["amount"]));
        Assert.Equal((LakeEvents.Stream.ToString(), "1"), ((string?)data["additionalEventData"]!["auditTrail.stream"], (string?)data["additionalEventData"]!["auditTrail.sequence"]));
    }

    [Theory]
    [InlineData("[1,2]", "[1,2]")]
    [InlineData("{\"a\":", "{\"a\":")]
    public void WhatIsNoRecordIsKeptAsItIs(string bytes, string kept)
    {
        var data = LakeEvents.Map(bytes);

        Assert.Equal((kept, "id-1", "unknown"), ((string?)data["additionalEventData"]!["record"], (string?)data["UID"], (string?)data["eventName"]));
    }

    [GeneratedRegex(@"^\| (?<field>[^|]+?) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
