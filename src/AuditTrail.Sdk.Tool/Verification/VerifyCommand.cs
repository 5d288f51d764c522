using System.CommandLine;
using AuditTrail.Tool.Output;

namespace AuditTrail.Tool.Verification;

/// <summary><c>audittrail verify</c>: its arguments.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var archive = new Argument<string>("archive") { Description = "A directory that holds a bucket's objects (AWSLogs and so on), or s3://bucket/prefix." };
        var keys = new Option<string[]>("--keys")
        {
            Description = "Files with the public keys to trust: PEM, DER, certificates, or what 'aws cloudtrail list-public-keys' prints.",
            HelpName = "FILE",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var from = TimeOption("--from", "Where the range begins, as 2026-11-22 or 2026-11-22T10:00:00Z. [default: at the oldest digest]");
        var to = TimeOption("--to", "Where the range ends; every instant of it must be covered by a digest then. [default: now]");
        var state = new Option<string?>("--state") { Description = "Remembers the newest digests seen, and finds out when they are gone.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var endpoint = new Option<string?>("--endpoint-url") { Description = "S3: the server, where it is not Amazon's.", HelpName = "URL" };
        var region = new Option<string?>("--region") { Description = "S3: the bucket's region. [default: what the AWS SDK finds]", HelpName = "REGION" };
        var pathStyle = new Option<bool>("--path-style") { Description = "S3: name the bucket in the path, not in the host." };
        var command = new Command("verify", "Proves an archive, or says what was done to it. Exit codes: 0 valid, 1 tampered, 2 not verifiable or incomplete, 3 stale, 64 wrong usage, 70 internal error.")
        {
            archive, keys, from, to, state, json, endpoint, region, pathStyle,
        };
        command.SetAction((parsed, cancellationToken) => new ArchiveCheck(terminal, time)
        {
            Archive = parsed.GetRequiredValue(archive),
            Access = new S3Access(parsed.GetValue(endpoint), parsed.GetValue(region), parsed.GetValue(pathStyle)),
            KeyFiles = parsed.GetRequiredValue(keys),
            From = parsed.GetValue(from),
            To = parsed.GetValue(to),
            StateFile = parsed.GetValue(state),
            Json = parsed.GetValue(json),
        }.RunAsync(cancellationToken));
        return command;
    }

    private static Option<DateTimeOffset?> TimeOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (TimeText.TryParse(result.Tokens[0].Value, out var time))
            {
                return time;
            }

            result.AddError($"{name} is '{result.Tokens[0].Value}', which is no time: give 2026-11-22, or 2026-11-22T10:00:00Z.");
            return null;
        },
    };
}
