using System.Globalization;
using AuditTrail.Archive.Verification;
using AuditTrail.Tool.Output;
using Spectre.Console;

namespace AuditTrail.Tool.Verification;

/// <summary>A report for people: the trails, what was found, and the verdict as the last line.</summary>
internal sealed class ReportText(Terminal terminal)
{
    /// <summary>How many findings of a kind are shown; more of them are all alike.</summary>
    private const int Shown = 20;

    private static readonly Style Quiet = new(decoration: Decoration.Dim);
    private static readonly Style Strong = new(decoration: Decoration.Bold);

    public void Write(string location, VerificationReport report)
    {
        terminal.Say($"Archive {location}", Strong);
        foreach (var chain in report.Chains)
        {
            Write(chain);
        }

        foreach (var group in report.Findings.GroupBy(finding => (finding.Severity, finding.Kind)))
        {
            Write(group.Key.Severity, group.Key.Kind, [.. group], report.FindingCounts.GetValueOrDefault(group.Key.Kind));
        }

        foreach (var gap in report.Gaps)
        {
            terminal.Say($"Gap: {Counted(gap.Count, "event")} missing, as the trail itself says at number {gap.TrailSequence}: {gap.Reason}");
        }

        terminal.Say("");
        if (!report.RollbackChecked)
        {
            terminal.Say("Rollback was not checked: without --state FILE nothing shows whether the newest digests, and all that they list, were removed.", Quiet);
        }

        terminal.Say(VerdictOf(report), new Style(report.Verdict == VerificationVerdict.Valid ? Color.Green : Color.Red, decoration: Decoration.Bold));
    }

    private void Write(VerifiedChain chain)
    {
        terminal.Say("");
        terminal.Say($"Trail {chain.Trail}", Strong);
        var organization = chain.OrganizationId is null ? "" : $"organization {chain.OrganizationId}, ";
        var prefix = chain.Prefix.Length == 0 ? "" : $", prefix {chain.Prefix}";
        terminal.Say($"  {organization}account {chain.AccountId}, region {chain.Region}, bucket {(chain.Bucket.Length == 0 ? "unknown" : chain.Bucket)}{prefix}");
        if (chain is { Start: { } start, End: { } end })
        {
            terminal.Say($"  {TimeOf(start)} to {TimeOf(end)}{(chain.Stopped ? ", then stopped" : "")}");
        }

        terminal.Say($"  {Counted(chain.Digests, "digest")}, {Counted(chain.LogFiles, "log file")}, {Counted(chain.Events, "event")}");
        if (chain.HeadHash is not null)
        {
            terminal.Say($"  newest digest {chain.HeadHash}", Quiet);
        }
    }

    private void Write(FindingSeverity severity, FindingKind kind, List<VerificationFinding> findings, long count)
    {
        terminal.Say("");
        terminal.Say($"{NameOf(severity)}: {kind} ({count.ToString("N0", CultureInfo.InvariantCulture)})", StyleOf(severity));
        foreach (var finding in findings.Take(Shown))
        {
            terminal.Say(finding.Key is null ? $"  {finding.Message}" : $"  {finding.Key}");
            if (finding.Key is not null)
            {
                terminal.Say($"    {finding.Message}");
            }
        }

        if (count > Math.Min(findings.Count, Shown))
        {
            terminal.Say($"  ... and {(count - Math.Min(findings.Count, Shown)).ToString("N0", CultureInfo.InvariantCulture)} more.");
        }
    }

    private static string VerdictOf(VerificationReport report)
    {
        var proven = $"{Share(report.DigestsValid, report.Digests, "digest")} and {Share(report.LogFilesValid, report.LogFiles, "log file")} proven, {Counted(report.Events, "event")}.";
        return report.Verdict switch
        {
            VerificationVerdict.Valid => $"Valid: {proven}",
            VerificationVerdict.Tampered => $"TAMPERED: the archive is not as it was signed. {proven}",
            VerificationVerdict.Stale => $"STALE: nothing wrong is found, but the newest digest is older than it should be. {proven}",
            _ => $"NOT VERIFIABLE OR INCOMPLETE: {proven}",
        };
    }

    private static string Share(long valid, long all, string noun) => valid == all ? Counted(all, noun) : string.Create(CultureInfo.InvariantCulture, $"{valid:N0} of {Counted(all, noun)}");

    private static string Counted(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    private static string TimeOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string NameOf(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Tampered => "Tampered",
        FindingSeverity.NotVerifiable => "Not verifiable",
        FindingSeverity.Stale => "Stale",
        FindingSeverity.Warning => "Warning",
        _ => "Note",
    };

    private static Style StyleOf(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Tampered or FindingSeverity.NotVerifiable => new Style(Color.Red, decoration: Decoration.Bold),
        FindingSeverity.Stale or FindingSeverity.Warning => new Style(Color.Yellow),
        _ => Quiet,
    };
}
