using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Hosting;

/// <summary>What packages beside this one add to an application's services, so that one call sets everything up.</summary>
/// <remarks>
/// An endpoint that must not run unrecorded has to be found before the host starts, also where nobody called anything of the web package; a sink that only the configuration
/// names has to be known. This package cannot refer to those, so it asks for them by name; the trimmer understands a name that stands as a constant.
/// </remarks>
internal static class CompanionPackages
{
    private static readonly Action<IServiceCollection>? AspNetCore =
        Type.GetType("AuditTrail.AspNetCore.AspNetCoreCompanion, AuditTrail.Sdk.AspNetCore", throwOnError: false)
            ?.GetMethod("AddServices", BindingFlags.Public | BindingFlags.Static)
            ?.CreateDelegate<Action<IServiceCollection>>();

    private static readonly Action<AuditTrailBuilder>? Aws =
        Type.GetType("AuditTrail.Aws.AwsCompanion, AuditTrail.Sdk.Aws", throwOnError: false)
            ?.GetMethod("AddTo", BindingFlags.Public | BindingFlags.Static)
            ?.CreateDelegate<Action<AuditTrailBuilder>>();

    public static void AddTo(AuditTrailBuilder builder)
    {
        AspNetCore?.Invoke(builder.Services);
        Aws?.Invoke(builder);
    }
}
