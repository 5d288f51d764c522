using System.Reflection;

namespace AuditTrail.Tests.Support;

/// <summary>Where the repository lies.</summary>
internal static class Repository
{
    public static string Root { get; } =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "RepositoryRoot").Value
        ?? throw new InvalidOperationException("The build left out the repository's root.");
}
