using AuditTrail.AspNetCore.Tests.Required;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Razor.Hosting;
using Microsoft.Extensions.DependencyInjection;

[assembly: RazorCompiledItem(typeof(HandMadePage), "mvc.1.0.razor-page", "/Pages/TransferPage.cshtml")]

namespace AuditTrail.AspNetCore.Tests.Required;

/// <summary>What the Razor compiler makes of a page, without the compiler.</summary>
[RazorCompiledItemMetadata("Identifier", "/Pages/TransferPage.cshtml")]
[RazorCompiledItemMetadata("RouteTemplate", "/transfer-page")]
public sealed class HandMadePage : Page
{
    public TransferModel Model => (TransferModel)PageContext.ViewData.Model!;

    public static void Add(IServiceCollection services) => services.AddRazorPages().ConfigureApplicationPartManager(parts =>
    {
        parts.ApplicationParts.Clear();
        parts.ApplicationParts.Add(new CompiledRazorAssemblyPart(typeof(HandMadePage).Assembly));
    });

    public override Task ExecuteAsync() => Task.CompletedTask;

    [Audit("TransferByPage", Required = true)]
    [IgnoreAntiforgeryToken]
    public sealed class TransferModel : PageModel
    {
        public IActionResult OnPost() => new OkResult();
    }
}
