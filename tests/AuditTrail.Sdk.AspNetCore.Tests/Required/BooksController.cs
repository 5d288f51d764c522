using Microsoft.AspNetCore.Mvc;

namespace AuditTrail.AspNetCore.Tests.Required;

/// <summary>Required in one action.</summary>
[ApiController]
[Route("books")]
public sealed class BooksController : ControllerBase
{
    [HttpPost("close")]
    [Audit("CloseBooks", Required = true)]
    public string Close() => "";

    [HttpPost("open")]
    public string Open() => "";
}
