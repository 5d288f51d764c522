using Microsoft.AspNetCore.Mvc;

namespace AuditTrail.AspNetCore.Tests.Required;

/// <summary>Required as a whole.</summary>
[ApiController]
[Route("ledger")]
[Audit(Required = true)]
public sealed class LedgerController : ControllerBase
{
    [HttpPost("post")]
    public string Post() => "";

    [HttpPost("named")]
    [Audit("Named")]
    public string Named() => "";

    [HttpPost("free")]
    [Audit("Free", Required = false)]
    public string Free() => "";

    [HttpPost("skipped")]
    [SkipAudit]
    public string Skipped() => "";
}
