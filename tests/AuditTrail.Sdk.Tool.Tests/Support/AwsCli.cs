using System.Diagnostics;
using System.Text.Json;

namespace AuditTrail.Tool.Tests.Support;

/// <summary>Debian's AWS CLI, unmodified, told by its environment alone that S3 and CloudTrail are elsewhere.</summary>
internal static class AwsCli
{
    /// <summary>Debian's own: another one may stand before it in the path.</summary>
    private const string Program = "/usr/bin/aws";

    /// <summary>Runs <c>aws cloudtrail validate-logs</c>.</summary>
    public static async Task<AwsVerdict> ValidateAsync(string endpoint, string region, string account, string trail, string bucket, string prefix, string start, string end)
    {
        using var data = new TemporaryDirectory();
        await WriteRulesAsync(data, endpoint, region);
        string[] arguments =
        [
            "cloudtrail", "validate-logs", "--endpoint-url", endpoint, "--region", region, "--trail-arn", $"arn:aws:cloudtrail:{region}:{account}:trail/{trail}",
            "--s3-bucket", bucket, "--start-time", start, "--end-time", end, "--verbose", .. prefix.Length == 0 ? Array.Empty<string>() : ["--s3-prefix", prefix],
        ];
        var process = new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        process.Environment["AWS_DATA_PATH"] = data.Path;
        process.Environment["AWS_ACCESS_KEY_ID"] = "test";
        process.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        process.Environment["AWS_CONFIG_FILE"] = data.File("config");
        process.Environment["AWS_SHARED_CREDENTIALS_FILE"] = data.File("credentials");
        process.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        process.Environment["AWS_MAX_ATTEMPTS"] = "1";
        process.Environment["HOME"] = data.Path;
        using var cli = Process.Start(process) ?? throw new InvalidOperationException("The AWS CLI did not start.");
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var output = cli.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = cli.StandardError.ReadToEndAsync(deadline.Token);
        await cli.WaitForExitAsync(deadline.Token);
        return new AwsVerdict(cli.ExitCode, await output, await error);
    }

    /// <summary>The CLI looks for the rules of S3's endpoints here first: ours answer one address, in path style.</summary>
    private static async Task WriteRulesAsync(TemporaryDirectory data, string endpoint, string region)
    {
        var folder = Directory.CreateDirectory(data.File("s3/2006-03-01"));
        var rules = new
        {
            version = "1.0",
            parameters = new
            {
                Bucket = new { required = false, documentation = "", type = "String" },
                Region = new { builtIn = "AWS::Region", required = false, documentation = "", type = "String" },
            },
            rules = new[]
            {
                Rule(endpoint + "/{Bucket}", region, new { fn = "isSet", argv = new[] { new { @ref = "Bucket" } } }),
                Rule(endpoint, region),
            },
        };
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "endpoint-rule-set-1.json"), JsonSerializer.Serialize(rules));
    }

    private static object Rule(string url, string region, params object[] conditions) => new
    {
        conditions,
        endpoint = new
        {
            url,
            properties = new { authSchemes = new[] { new { name = "sigv4", signingName = "s3", signingRegion = region, disableDoubleEncoding = true } } },
            headers = new { },
        },
        type = "endpoint",
    };
}
