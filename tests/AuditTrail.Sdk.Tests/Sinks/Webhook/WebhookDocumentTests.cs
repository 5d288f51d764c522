using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AuditTrail.Tests.Sinks.Examples;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Sinks.Webhook;

/// <summary>docs/webhook.md says what is true.</summary>
public sealed partial class WebhookDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "webhook.md")).ReplaceLineEndings("\n");

    [Fact]
    public async Task TheReceiversVerifierAcceptsWhatIsSentAndNothingElse()
    {
        var rig = new WebhookRig(new ScriptedReceiver(), options => options.EarlierSecrets = [WebhookRig.NewSecret()]);
        await rig.DeliverAsync(TrailTape.Of(3).Batch(0, 3));
        var request = Assert.Single(rig.Receiver.Requests);
        var verifier = new WebhookVerifier(WebhookRig.Secret, rig.Time);

        Assert.True(verifier.IsGenuine(request.HeaderDictionary, request.Bytes));
        Assert.False(verifier.IsGenuine(request.HeaderDictionary, Encoding.UTF8.GetBytes(request.Body + " ")));
        Assert.False(new WebhookVerifier(WebhookRig.NewSecret(), rig.Time).IsGenuine(request.HeaderDictionary, request.Bytes));
        rig.Time.Advance(TimeSpan.FromSeconds(301));
        Assert.False(verifier.IsGenuine(request.HeaderDictionary, request.Bytes));
    }

    [Fact]
    public void TheDocumentShowsTheVerifierThatCompiles()
    {
        var example = File.ReadAllText(Path.Combine(Repository.Root, "tests", "AuditTrail.Sdk.Tests", "Sinks", "Examples", "WebhookVerifier.cs")).ReplaceLineEndings("\n");

        Assert.Contains(example.Replace("namespace AuditTrail.Tests.Sinks.Examples;\n\n", "", StringComparison.Ordinal), Document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheVerifierInPythonAcceptsWhatIsSentAndNothingElse()
    {
        // Its clock is the system's.
        var rig = new WebhookRig(new ScriptedReceiver(), time: TimeProvider.System);
        await rig.DeliverAsync(TrailTape.Of(3).Batch(0, 3));
        var request = Assert.Single(rig.Receiver.Requests);
        var script = $"""
            {Python().Match(Document).Groups["code"].Value}
            import json, sys
            case = json.load(sys.stdin)
            body = case["body"].encode()
            headers = case["headers"]
            print(is_genuine(case["secret"], headers, body), is_genuine(case["secret"], headers, body + b" "), is_genuine(case["other"], headers, body))
            """;
        var headers = request.Headers.ToDictionary(pair => pair.Key.ToLowerInvariant(), pair => pair.Value, StringComparer.Ordinal);

        var printed = await RunPythonAsync(script, JsonSerializer.Serialize(new { body = request.Body, headers, secret = WebhookRig.Secret, other = WebhookRig.NewSecret() }));

        Assert.Equal("True False False", printed.Trim());
    }

    private static async Task<string> RunPythonAsync(string script, string input)
    {
        var start = new ProcessStartInfo("python3", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? started = null;
        try
        {
            started = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("This machine has no python3.");
        }

        using var process = started!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal("", await errors);
        return output;
    }

    [GeneratedRegex("```python\n(?<code>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Python();
}
