using System.Globalization;
using System.Text;
using System.Text.Json;
using AuditTrail.Tool.Tests.Support;

namespace AuditTrail.Tool.Tests.Comparison;

/// <summary>The same archive, damaged in one way after the other, before the unmodified AWS CLI and before <c>audittrail verify</c>.</summary>
public sealed class AwsComparisonTests(TrailOfHours trail)
{
    private const string Begin = "<!-- begin of the table that AwsComparisonTests wrote -->";
    private const string End = "<!-- end of the table -->";

    [Fact]
    public async Task EachDamageIsAnsweredAsTheDocumentationSays()
    {
        // Each start of the CLI costs a second.
        var fast = Environment.GetEnvironmentVariable("AUDITTRAIL_TEST_SCALE") == "fast";
        var verdicts = new (Damage Damage, AwsVerdict Aws, ToolRun Ours)[fast ? 4 : Damage.All.Count];
        await Parallel.ForAsync(0, verdicts.Length, new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (i, _) => verdicts[i] = await CompareAsync(Damage.All[i]));

        var wrong = verdicts.Where(verdict => (verdict.Aws.ExitCode, verdict.Ours.ExitCode) != (verdict.Damage.Aws, verdict.Damage.Ours))
            .Select(verdict => $"{verdict.Damage.Name}: expected {verdict.Damage.Aws} and {verdict.Damage.Ours}\n{verdict.Aws}\n{verdict.Ours}");
        Assert.Empty(wrong);
        var table = new StringBuilder("| what was done | `aws cloudtrail validate-logs` | `audittrail verify` |\n|---|---|---|\n");
        foreach (var (damage, aws, ours) in verdicts)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {damage.Name} | {SummaryOf(aws)} | {SummaryOf(ours)} |\n");
        }

        AssertDocumented(table.ToString());
    }

    private async Task<(Damage Damage, AwsVerdict Aws, ToolRun Ours)> CompareAsync(Damage damage)
    {
        using var archive = new ArchiveCopy(trail.Archive);
        damage.Do(archive, trail.Keys);
        await using var server = await BucketServer.StartAsync(archive.Path, damage.WithoutTheKey ? [System.Security.Cryptography.RSA.Create(2048)] : trail.Keys);
        var aws = AwsCli.ValidateAsync(server.Address, TrailOfHours.Region, TrailOfHours.Account, trail.Trail, TrailOfHours.Bucket, "", trail.Start, trail.End);
        var ours = await ToolRun.OfAsync(
            ["verify", archive.Path, "--keys", .. damage.WithoutTheKey ? [trail.OtherKeyFile] : trail.KeyFiles, "--from", trail.Start, "--to", trail.End, "--json"]);
        return (damage, await aws, ours);
    }

    /// <summary>Exit code, then each reason once.</summary>
    private static string SummaryOf(AwsVerdict verdict)
    {
        var reasons = verdict.Error.Split('\n').Select(line => line.Split('\t')).Where(parts => parts is [_, _, ['I', 'N', 'V', 'A', 'L', 'I', 'D', ..]])
            .Select(parts => $"{parts[0].ToLowerInvariant()} {parts[2]["INVALID: ".Length..].Trim().Split(" in region")[0]}");
        var said = verdict.Out.Contains("No digests found", StringComparison.Ordinal) ? ["No digests found"] : reasons;
        return CellOf(verdict.ExitCode, said);
    }

    private static string SummaryOf(ToolRun run)
    {
        using var report = JsonDocument.Parse(run.Out);
        var findings = report.RootElement.GetProperty("findings").EnumerateArray()
            .Where(finding => finding.GetProperty("severity").GetString() is "Tampered" or "NotVerifiable" or "Stale")
            .Select(finding => finding.GetProperty("kind").GetString()!);
        return CellOf(run.ExitCode, findings);
    }

    private static string CellOf(int exitCode, IEnumerable<string> reasons) => string.Join(": ", new[] { $"{exitCode}", string.Join(", ", reasons.Distinct(StringComparer.Ordinal)) }.Where(part => part.Length > 0));

    private static void AssertDocumented(string table)
    {
        var file = Path.Combine(Repository.Root, "docs", "verifying.md");
        var text = File.ReadAllText(file);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length + 1;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin > Begin.Length && end >= begin, $"{file} has no place for the table: {Begin} and {End}.");
        if (Environment.GetEnvironmentVariable("AUDITTRAIL_APPROVE") == "1")
        {
            File.WriteAllText(file, text[..begin] + table + text[end..]);
        }
        else
        {
            Assert.StartsWith(table, text[begin..end], StringComparison.Ordinal);
        }
    }
}
