using System.Text.Json;
using System.Text.Json.Serialization;
using AuditTrail.Archive.Verification;

namespace AuditTrail.Tool.Verification;

/// <summary>A report for programs: one JSON document. Its writer escapes whatever could steer a terminal.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public static void Write(TextWriter output, string location, ArchiveCheck check, TrustedKeys keys, VerificationReport report) => output.WriteLine(JsonSerializer.Serialize(
        new
        {
            report.Verdict,
            report.ExitCode,
            Archive = location,
            check.From,
            check.To,
            report.RollbackChecked,
            report.Digests,
            report.DigestsValid,
            report.LogFiles,
            report.LogFilesValid,
            report.Events,
            report.Bytes,
            report.Chains,
            report.Findings,
            FindingCounts = report.FindingCounts.ToDictionary(count => count.Key.ToString(), count => count.Value, StringComparer.Ordinal),
            report.FindingsOmitted,
            report.Gaps,
            Keys = keys.Keys,
        },
        Options));
}
