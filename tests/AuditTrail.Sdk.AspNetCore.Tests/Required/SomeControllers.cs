using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Required;

/// <summary>The controllers of these tests, and no others of this assembly.</summary>
internal sealed class SomeControllers : ApplicationPart, IApplicationPartTypeProvider
{
    public override string Name => nameof(SomeControllers);

    public IEnumerable<TypeInfo> Types => [typeof(LedgerController).GetTypeInfo(), typeof(BooksController).GetTypeInfo()];

    public static void Add(IServiceCollection services) => services.AddControllers().ConfigureApplicationPartManager(parts =>
    {
        parts.ApplicationParts.Clear();
        parts.ApplicationParts.Add(new SomeControllers());
    });
}
