using AuditTrail.Events;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>How requests are recorded: section <c>AuditTrail:Http</c>, then code, which wins. Read once, when the pipeline is built; later changes have no effect.</summary>
public sealed class AuditHttpOptions
{
    /// <summary>The recorder that requests go to.</summary>
    /// <value>Default: empty, the application's recorder; else the name of a named one.</value>
    public string Recorder { get; set; } = "";

    /// <summary>Which requests are recorded that no endpoint served.</summary>
    /// <value>Default: <see cref="UnmatchedRequests.Failed"/>.</value>
    public UnmatchedRequests Unmatched { get; set; }

    /// <summary>Leaves out what only asks whether the application lives: endpoints of <c>MapHealthChecks</c>, and a load balancer's probe of <c>/</c> where nothing is.</summary>
    /// <value>Default: true. What an endpoint says itself holds (<c>.Audit(…)</c>, <c>.SkipAudit()</c>), and a health endpoint that asks for authorization is recorded.</value>
    public bool SkipHealthChecks { get; set; } = true;

    /// <summary>Query parameters whose values are recorded; of all others the name is, and <c>***</c>.</summary>
    /// <value>Default: none. Names are compared without regard to case.</value>
    public ISet<string> AllowedQueryParameters { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Route parameters that are recorded although their names contain <c>token</c>, <c>code</c>, <c>key</c>, <c>secret</c> or <c>password</c>, such as <c>countryCode</c>.</summary>
    /// <value>Default: none. Names are compared without regard to case.</value>
    public ISet<string> AllowedRouteParameters { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Request headers that are recorded, such as <c>Accept-Language</c> or <c>Idempotency-Key</c>.</summary>
    /// <value>Default: none; at most 32 names, compared without regard to case. At most 1,024 bytes of each are kept. Headers that carry credentials (<c>Authorization</c>, <c>Cookie</c>, API keys, tokens) are never recorded: naming one fails at start.</value>
    public ISet<string> AllowedHeaders { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Response headers that are recorded, such as <c>ETag</c>, as they are when the response starts.</summary>
    /// <value>As for <see cref="AllowedHeaders"/>.</value>
    public ISet<string> AllowedResponseHeaders { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long a response may go on after its start until its end is recorded too. The end of a stream (server-sent events, WebSockets, gRPC) always is. A request that comes in for as long is recorded before it is answered.</summary>
    /// <value>Zero or more; default 10 seconds.</value>
    public TimeSpan LongResponse { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many bytes a response may have until its end is recorded too, with how many were sent.</summary>
    /// <value>Bytes, one or more; default 10 MiB.</value>
    public long LargeResponse { get; set; } = 10 * 1024 * 1024;

    /// <summary>What has to be true before the response may start.</summary>
    /// <value>Default: null, as the recorder is set up.</value>
    public AuditGuarantee? Guarantee { get; set; }

    /// <summary>How long the response waits for that at most. It is sent all the same then: recording never breaks a request.</summary>
    /// <value>More than zero; default: null, as the recorder is set up.</value>
    public TimeSpan? WaitLimit { get; set; }

    /// <summary>Whether the roles of the authenticated identity are recorded, under <c>additionalEventData.identity.roles</c>: the first 32, at most 128 characters each.</summary>
    /// <value>Default: false.</value>
    public bool RecordRoles { get; set; }

    /// <summary>The type of the claim that says which tenant a user belongs to, recorded under <c>additionalEventData.identity.tenant</c>; at most 128 characters of it.</summary>
    /// <value>Default: null, none.</value>
    public string? TenantClaim { get; set; }

    /// <summary>The key of the pseudonyms that stand for claimed names in failed sign-ins. The same key gives the same pseudonyms in several processes and after a restart; keep it as secret as the names.</summary>
    /// <value>At least 16 characters, from where the application keeps its secrets; default: null, a random one for each process.</value>
    public string? ClaimedNameKey { get; set; }

    /// <summary>Maps the identity that was read from the principal, to add an account or a role, say. Called when the event is recorded.</summary>
    /// <value>Default: null. When it throws, the event is recorded with the identity that was read, and a note.</value>
    public Func<HttpContext, UserIdentity, UserIdentity>? MapIdentity { get; set; }

    /// <summary>Adds to every event. Called when the event is recorded, after what the handler added.</summary>
    /// <value>Default: null. When it throws, the event is recorded with what it added before, and a note.</value>
    public Action<HttpContext, AuditEventBuilder>? Enrich { get; set; }

    /// <summary>What was wrong in the configuration section, found while it was read.</summary>
    internal List<string> Problems { get; } = [];
}
