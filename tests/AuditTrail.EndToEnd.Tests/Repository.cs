using System.Reflection;

namespace AuditTrail.EndToEnd.Tests;

/// <summary>The repository that these tests were built from, and what was built with them.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Configuration { get; } = Metadata("Configuration");

    public static string Sample { get; } = SampleProgram("MinimalApi");

    public static string SampleProgram(string name) => Path.Combine(Root, "artifacts", "bin", name, Configuration.ToLowerInvariant(), name + ".dll");

    public static int Scale(int fast, int normal, int slow) => Environment.GetEnvironmentVariable("AUDITTRAIL_TEST_SCALE") switch
    {
        "fast" => fast,
        "slow" => slow,
        _ => normal,
    };

    private static string Metadata(string key) => typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => string.Equals(attribute.Key, key, StringComparison.Ordinal)).Value!;
}
