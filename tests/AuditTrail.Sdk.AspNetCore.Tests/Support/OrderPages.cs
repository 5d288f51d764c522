using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Razor.Hosting;
using Microsoft.Extensions.DependencyInjection;

[assembly: RazorCompiledItem(typeof(EditPage), "mvc.1.0.razor-page", "/Pages/Orders/Edit.cshtml")]
[assembly: RazorCompiledItem(typeof(UsersPage), "mvc.1.0.razor-page", "/Areas/Admin/Pages/Users.cshtml")]
[assembly: RazorCompiledItem(typeof(NamedPage), "mvc.1.0.razor-page", "/Pages/Named.cshtml")]

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Razor pages as the compiler makes them: this project has no .cshtml files.</summary>
internal static class OrderPages
{
    public static void Add(IServiceCollection services) =>
        services.AddRazorPages().ConfigureApplicationPartManager(parts => parts.ApplicationParts.Add(new CompiledRazorAssemblyPart(typeof(OrderPages).Assembly)));
}

[RazorCompiledItemMetadata("RouteTemplate", "{id}")]
public sealed class EditPage : Page
{
    public EditModel Model => (EditModel)PageContext.ViewData.Model!;

    public override Task ExecuteAsync() => Task.CompletedTask;
}

public sealed class UsersPage : Page
{
    public UsersModel Model => (UsersModel)PageContext.ViewData.Model!;

    public override Task ExecuteAsync() => Task.CompletedTask;
}

public sealed class NamedPage : Page
{
    public NamedModel Model => (NamedModel)PageContext.ViewData.Model!;

    public override Task ExecuteAsync() => Task.CompletedTask;
}

[IgnoreAntiforgeryToken]
public sealed class EditModel : PageModel
{
    [BindProperty]
    [AuditParameter(Properties = [nameof(Input.Amount)])]
    public Input Input { get; set; } = new();

    public void OnGet([AuditParameter] int? pageNumber)
    {
    }

    public void OnPost()
    {
    }

    public Task OnPostDeleteAsync([AuditParameter("reason")] string why, string other)
    {
        why = other;
        return Task.CompletedTask;
    }

    [Audit("ApproveOrder", ResourceType = "Shop::Order", ResourceId = "{id}")]
    public void OnPostApprove()
    {
    }

    [SkipAudit]
    public void OnPostPing()
    {
    }
}

public sealed class Input
{
    public decimal Amount { get; set; }

    public string? Comment { get; set; }
}

public sealed class UsersModel : PageModel
{
    public void OnPostRemove()
    {
    }
}

[Audit("ManageThing")]
[Authorize]
public sealed class NamedModel : PageModel
{
    public void OnGet()
    {
    }

    public void OnPostDelete()
    {
    }
}
