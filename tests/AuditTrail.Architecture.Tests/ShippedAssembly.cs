using System.Reflection;

namespace AuditTrail.Architecture.Tests;

/// <summary>The assemblies that become packages.</summary>
internal static class ShippedAssembly
{
    public static Assembly Core { get; } = Assembly.Load("AuditTrail.Sdk");

    public static Assembly AspNetCore { get; } = Assembly.Load("AuditTrail.Sdk.AspNetCore");

    public static TheoryData<string> Names => ["AuditTrail.Sdk", "AuditTrail.Sdk.AspNetCore", "AuditTrail.Sdk.Aws", "AuditTrail.Sdk.Tool"];

    /// <summary>Types that somebody wrote: not the compiler's or a source generator's.</summary>
    public static IEnumerable<Type> WrittenTypes(Assembly assembly) => assembly.GetTypes().Where(type =>
        type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true
        && type.Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) != true
        && type.Namespace is not null
        && !type.Name.Contains('<', StringComparison.Ordinal)
        && !IsGenerated(type));

    private static bool IsGenerated(Type? type) =>
        type is not null
        && (type.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute")
            || type.Name.StartsWith("__", StringComparison.Ordinal)
            || IsGenerated(type.DeclaringType));
}
