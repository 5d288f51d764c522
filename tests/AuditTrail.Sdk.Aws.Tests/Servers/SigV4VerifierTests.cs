using System.Globalization;
using System.Text;
using AuditTrail.Tests.Support;
using AuditTrail.TestServers;
using AuditTrail.TestServers.Signing;

namespace AuditTrail.Aws.Tests.Servers;

/// <summary>The verifier against AWS's published examples, and against changes of them.</summary>
public sealed class SigV4VerifierTests
{
    private const string Unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // The suite's own, which no account has.
    private const string Token =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    private static readonly DateTimeOffset Then = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    // The first is the example of the signing guide, the others are cases of the Signature Version 4 test suite.
    public static TheoryData<string, string, string, string, string, string, string> Examples => new()
    {
        { "iam", "GET", "Action=ListUsers&Version=2010-05-08", "host:iam.amazonaws.com|content-type:application/x-www-form-urlencoded; charset=utf-8", "", "content-type;host;x-amz-date", "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7" },
        { "service", "GET", "", "host:example.amazonaws.com", "", "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "service", "POST", "", "host:example.amazonaws.com", "", "host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
        { "service", "GET", "Param2=value2&Param1=value1", "host:example.amazonaws.com", "", "host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
        { "service", "GET", "Param1=value2&Param1=value1", "host:example.amazonaws.com", "", "host;x-amz-date", "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694" },
        { "service", "GET", Unreserved + "=" + Unreserved, "host:example.amazonaws.com", "", "host;x-amz-date", "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197" },
        { "service", "GET", "%E1%88%B4=bar", "host:example.amazonaws.com", "", "host;x-amz-date", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04" },
        { "service", "GET", "", "host:example.amazonaws.com|my-header1:value4,value1,value3,value2", "", "host;my-header1;x-amz-date", "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01" },
        { "service", "GET", "", "host:example.amazonaws.com|my-header1:value2,value2,value1", "", "host;my-header1;x-amz-date", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea" },
        { "service", "POST", "", "host:example.amazonaws.com|content-type:application/x-www-form-urlencoded", "Param1=value1", "content-type;host;x-amz-date", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void ThePublishedExamplesAreVerified(string service, string method, string query, string headers, string body, string signed, string signature)
    {
        var request = Request(service, method, query, headers, body, signed, signature);

        Assert.Null(VerifierOf(service, Then).Verify(request));
        Assert.Equal("InvalidSignatureException", VerifierOf(service, Then).Verify(request with { Method = method == "GET" ? "POST" : "GET" })?.Code);
        Assert.Equal("InvalidSignatureException", VerifierOf(service, Then).Verify(request with { Query = request.Query + "&a=b" })?.Code);
        Assert.Equal("InvalidSignatureException", VerifierOf(service, Then).Verify(request with { Path = "/else" })?.Code);
        Assert.Equal("InvalidSignatureException", VerifierOf(service, Then).Verify(request with { Body = Encoding.UTF8.GetBytes(body + " ") })?.Code);
    }

    // Cases of the same suite: its request lines have these paths as they stand here, and they are encoded once more than they were sent.
    [Theory]
    [InlineData("get-unreserved", "/" + Unreserved, "host:example.amazonaws.com", "host;x-amz-date", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f")]
    [InlineData("get-utf8", "/\u1234", "host:example.amazonaws.com", "host;x-amz-date", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")]
    [InlineData("get-space", "/example space/", "host:example.amazonaws.com", "host;x-amz-date", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741")]
    [InlineData("get-special-character", "/example/$delete", "host:example.amazonaws.com", "host;x-amz-date", "a853c9b21b528b19643d00910d35b83a10c366a10833ceefb45edd6c80e40f27")]
    [InlineData("get-header-value-trim", "/", "host:example.amazonaws.com|my-header1: value1|my-header2: \"a   b   c\"", "host;my-header1;my-header2;x-amz-date", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736")]
    public void ThePublishedExamplesOfPathsAndBlanksAreVerified(string name, string path, string headers, string signed, string signature)
    {
        var request = Request("service", "GET", "", headers, "", signed, signature) with { Path = path };

        Assert.Null(VerifierOf("service", Then).Verify(request));
        Assert.Equal("InvalidSignatureException", VerifierOf("service", Then).Verify(request with { Path = path + "x" })?.Code);
        Assert.NotEmpty(name);
    }

    // post-sts-header-before signs the token; post-sts-header-after adds it to what is signed without, which neither of the services' clients does.
    [Theory]
    [InlineData("host;x-amz-date;x-amz-security-token", "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead", Token, null)]
    [InlineData("host;x-amz-date;x-amz-security-token", "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead", "another", "UnrecognizedClientException")]
    [InlineData("host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b", Token, "InvalidSignatureException")]
    public void ASessionTokenHasToBeTheKeysAndSigned(string signed, string signature, string known, string? code)
    {
        var request = Request("service", "POST", "", "host:example.amazonaws.com|x-amz-security-token:" + Token, "", signed, signature);

        Assert.Equal(code, new SigV4Verifier("service", "us-east-1", [SigningCredentials.Example with { SessionToken = known }], At(Then)).Verify(request)?.Code);
    }

    [Fact]
    public void APartThatStandsTwiceInTheAuthorizationIsRefused()
    {
        var headers = new Dictionary<string, string>(Vanilla().Headers, StringComparer.Ordinal);
        headers["authorization"] += ", " + headers["authorization"][headers["authorization"].IndexOf("Signature=", StringComparison.Ordinal)..];

        Assert.Equal("IncompleteSignatureException", VerifierOf("service", Then).Verify(Vanilla() with { Headers = headers })?.Code);
    }

    [Theory]
    [InlineData("expired", 301, "service", "us-east-1", "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)")]
    [InlineData("early", -301, "service", "us-east-1", "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)")]
    [InlineData("service", 0, "logs", "us-east-1", "Credential should be scoped to correct service: 'logs'. ")]
    [InlineData("region", 0, "service", "eu-central-1", "Credential should be scoped to a valid region, not 'us-east-1'. ")]
    public void AnotherTimeServiceOrRegionIsRefusedInAwssWords(string what, int seconds, string service, string region, string message)
    {
        var refusal = new SigV4Verifier(service, region, [SigningCredentials.Example], At(Then.AddSeconds(seconds))).Verify(Vanilla());

        Assert.Equal(("InvalidSignatureException", message), (refusal?.Code, refusal?.Message));
        Assert.NotEmpty(what);
    }

    [Theory]
    [InlineData("authorization", null, "MissingAuthenticationToken")]
    [InlineData("authorization", "Basic abc", "IncompleteSignatureException")]
    [InlineData("x-amz-date", null, "IncompleteSignatureException")]
    [InlineData("x-amz-date", "20150831T123600Z", "InvalidSignatureException")]
    [InlineData("x-amz-target", "Unsigned.Target", "InvalidSignatureException")]
    [InlineData("content-type", "text/plain", "InvalidSignatureException")]
    [InlineData("host", "elsewhere.example", "InvalidSignatureException")]
    [InlineData("x-amz-security-token", "token", "UnrecognizedClientException")]
    public void AnotherHeaderIsRefused(string name, string? value, string code)
    {
        var headers = new Dictionary<string, string>(Vanilla().Headers, StringComparer.Ordinal);
        headers.Remove(name);
        if (value is not null)
        {
            headers[name] = value;
        }

        Assert.Equal(code, VerifierOf("service", Then).Verify(Vanilla() with { Headers = headers })?.Code);
    }

    [Fact]
    public void AnUnknownKeyAndAWrongSecretAreRefused()
    {
        var unknown = new SigV4Verifier("service", "us-east-1", [new("AKIDELSE", "secret")], At(Then)).Verify(Vanilla());
        var wrong = new SigV4Verifier("service", "us-east-1", [new("AKIDEXAMPLE", "secret")], At(Then)).Verify(Vanilla());

        Assert.Equal(("UnrecognizedClientException", "The security token included in the request is invalid."), (unknown?.Code, unknown?.Message));
        Assert.Equal("InvalidSignatureException", wrong?.Code);
    }

    [Fact]
    public void AHashThatIsNotTheBodysIsRefusedThoughItIsSigned()
    {
        using var message = new RequestSigner("logs", "us-east-1", SigningCredentials.Example)
            .Post("http://127.0.0.1", "/", "{}"u8.ToArray(), "application/json", Then, ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));
        var headers = message.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(',', header.Value), StringComparer.Ordinal);
        (headers["host"], headers["content-type"]) = ("127.0.0.1", "application/json");

        var refusal = VerifierOf("logs", Then).Verify(new ReceivedRequest("POST", "/", "", headers, "{}"u8.ToArray()));

        Assert.Equal("The value of 'x-amz-content-sha256' is not the body's.", refusal?.Message);
    }

    private static ReceivedRequest Vanilla() =>
        Request("service", "GET", "", "host:example.amazonaws.com", "", "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");

    private static ReceivedRequest Request(string service, string method, string query, string headers, string body, string signed, string signature)
    {
        var all = headers.Split('|').Select(header => header.Split(':', 2)).ToDictionary(header => header[0], header => header[1], StringComparer.Ordinal);
        all["x-amz-date"] = Then.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        all["authorization"] = $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/{service}/aws4_request, SignedHeaders={signed}, Signature={signature}";
        return new ReceivedRequest(method, "/", query, all, Encoding.UTF8.GetBytes(body));
    }

    private static SigV4Verifier VerifierOf(string service, DateTimeOffset now) => new(service, "us-east-1", [SigningCredentials.Example], At(now));

    private static ManualTimeProvider At(DateTimeOffset now)
    {
        var time = new ManualTimeProvider();
        time.SetWallClock(now);
        return time;
    }
}
