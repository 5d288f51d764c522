namespace AuditTrail.Architecture.Tests;

/// <summary>The public API of each package is a decision, recorded in Approved/ in the commit that takes it.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [MemberData(nameof(ShippedAssembly.Names), MemberType = typeof(ShippedAssembly))]
    public void ThePublicApiIsTheApprovedOne(string assembly)
    {
        var approvedFile = Path.Combine(Repository.Root, "tests", "AuditTrail.Architecture.Tests", "Approved", assembly + ".approved.txt");
        var actual = PublicApi.Describe(System.Reflection.Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable("AUDITTRAIL_APPROVE") == "1")
        {
            File.WriteAllText(approvedFile, actual);
        }

        var approved = File.Exists(approvedFile) ? File.ReadAllText(approvedFile).ReplaceLineEndings("\n") : "";
        var gone = approved.Split('\n').Except(actual.Split('\n'), StringComparer.Ordinal).Select(line => "- " + line.Trim());
        var added = actual.Split('\n').Except(approved.Split('\n'), StringComparer.Ordinal).Select(line => "+ " + line.Trim());

        Assert.True(
            string.Equals(approved, actual, StringComparison.Ordinal),
            $"The public API of {assembly} changed. If that is meant, run the tests once with AUDITTRAIL_APPROVE=1 and commit the file.\n"
            + string.Join('\n', gone.Concat(added)));
    }
}
