namespace AuditTrail.Sinks;

/// <summary>Where a webhook posts to, how its requests are signed, and what it may send in one.</summary>
/// <remarks>Copied when the sink is made.</remarks>
public sealed record WebhookSinkOptions
{
    /// <summary>The name of the <c>IHttpClientFactory</c>'s client that webhooks use: <c>services.AddHttpClient(WebhookSinkOptions.HttpClientName)</c> adds handlers, a proxy or a client certificate.</summary>
    public const string HttpClientName = "AuditTrail.Webhook";

    /// <summary>The name of the client of webhooks with <see cref="AllowLinkLocal"/>.</summary>
    public const string LinkLocalHttpClientName = "AuditTrail.Webhook.LinkLocal";

    /// <summary>Where to post to.</summary>
    /// <value>An absolute URL that begins with <c>https://</c>, without user, password and fragment. Its path and query are treated as secrets: no message shows them.</value>
    public string Url { get; set; } = "";

    /// <summary>The secret that signs every request, as Standard Webhooks has it.</summary>
    /// <value><c>whsec_</c> and 24 to 64 random bytes in base64. Required, unless <see cref="Unsigned"/> says otherwise.</value>
    public string? Secret { get; set; }

    /// <summary>Secrets that sign every request too, while receivers move from one secret to the next.</summary>
    /// <value>Default none; at most 4, each as <see cref="Secret"/>.</value>
    public IReadOnlyList<string> EarlierSecrets { get; set; } = [];

    /// <summary>Sends requests without a signature: whoever knows the URL can then forge events.</summary>
    /// <value>Default false: a webhook without a secret does not start.</value>
    public bool Unsigned { get; set; }

    /// <summary>How the body holds the events.</summary>
    /// <value>Default <see cref="WebhookFormat.JsonArray"/>.</value>
    public WebhookFormat Format { get; set; }

    /// <summary>Compresses bodies (<c>Content-Encoding: gzip</c>). The signature is over the body before it is compressed.</summary>
    /// <value>Default false.</value>
    public bool Gzip { get; set; }

    /// <summary>The most events in a request.</summary>
    /// <value>1 to 10,000; default 500.</value>
    public int MaxEvents { get; set; } = 500;

    /// <summary>The most bytes in a body, before it is compressed. An event that is larger comes alone.</summary>
    /// <value>1,024 to 67,108,864; default 1,048,576.</value>
    public long MaxBytes { get; set; } = 1 << 20;

    /// <summary>How long events wait for others to share a request with.</summary>
    /// <value>Zero to one hour; default one second.</value>
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a request may take until the answer's headers are there. The client's own time-out is not used.</summary>
    /// <value>100 milliseconds to one hour; default 30 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Further headers of every request, such as <c>Authorization</c>. Values are treated as secrets: no message shows them.</summary>
    /// <value>Default none. Those that the sink sets itself (<c>Content-*</c>, <c>webhook-*</c>, <c>Idempotency-Key</c>, <c>Host</c> and the connection's) and those of bodies (<c>Expires</c>) are refused.</value>
    public IDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Statuses that hold the events and are tried again every five minutes, instead of sending the events to the dead letters.</summary>
    /// <value>From 400 to 499; default none.</value>
    public IReadOnlyList<int> HoldStatuses { get; set; } = [];

    /// <summary>Allows <c>http://</c>: everybody on the way can read the events.</summary>
    /// <value>Default false.</value>
    public bool AllowHttp { get; set; }

    /// <summary>Allows link-local addresses and those where clouds keep the credentials of their machines (169.254.0.0/16, fe80::/10, fd00:ec2::/32 and a few others).</summary>
    /// <value>Default false: neither the URL nor what its name resolves to may be one.</value>
    public bool AllowLinkLocal { get; set; }

    /// <summary>The receiver's scheme, host and port; never path, query or secrets.</summary>
    public override string ToString() => $"{nameof(WebhookSinkOptions)} {{ {Webhook.WebhookUrl.Shown(Url)} }}";

    /// <summary>What is wrong with these options, one sentence each that begins with the option's name; empty when nothing is.</summary>
    internal IEnumerable<string> Problems() => Webhook.WebhookOptionProblems.Of(this);

    /// <summary>A copy of options without problems.</summary>
    internal WebhookSinkOptions Copy() => this with
    {
        EarlierSecrets = [.. EarlierSecrets],
        HoldStatuses = [.. HoldStatuses],
        Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase),
    };
}
