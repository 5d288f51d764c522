namespace AuditTrail.Aws;

/// <summary>Which log group of CloudWatch Logs, how it is reached, and what is made when it is missing.</summary>
public sealed record CloudWatchLogsSinkOptions : AwsServiceOptions
{
    /// <summary>The log group.</summary>
    /// <value>1 to 512 letters, digits, <c>.</c>, <c>-</c>, <c>_</c>, <c>/</c> and <c>#</c>; not beginning with <c>aws/</c>, which AWS reserves.</value>
    public string LogGroup { get; set; } = "";

    /// <summary>The log stream in the group.</summary>
    /// <value>1 to 512 characters without <c>:</c> and <c>*</c>. Default null: the trail's name, <c>-</c> and the first eight digits of the journal's id, so that every instance has its own.</value>
    public string? LogStream { get; set; }

    /// <summary>The group's region.</summary>
    /// <value>As <c>eu-central-1</c>. Default null: what the AWS SDK finds (<c>AWS_REGION</c>, the profile); the start fails if it finds none.</value>
    public string? Region { get; set; }

    /// <summary>Whether a group that is missing is made.</summary>
    /// <value>Default true; needs the permission <c>logs:CreateLogGroup</c> only when it is missing.</value>
    public bool CreateLogGroup { get; set; } = true;

    /// <summary>Whether a stream that is missing is made.</summary>
    /// <value>Default true; needs the permission <c>logs:CreateLogStream</c> only when it is missing.</value>
    public bool CreateLogStream { get; set; } = true;

    /// <summary>How many days the group keeps its events; set when the group is made, and once in each run if it is there already.</summary>
    /// <remarks>Needs the permission <c>logs:PutRetentionPolicy</c>. Where that fails, events are delivered all the same: a warning says so, and it is tried again after an hour. A shorter time than before deletes events.</remarks>
    /// <value>1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653. Default null: the group's retention stays as it is; a new group keeps for ever.</value>
    public int? RetentionDays { get; set; }

    /// <summary>The KMS key that a new group encrypts with.</summary>
    /// <value>A key's ARN; default null: CloudWatch Logs' own encryption. A group that is there already stays as it is.</value>
    public string? KmsKeyId { get; set; }

    /// <summary>What a new group is tagged with as <c>cw:datasource:name</c>: under which name CloudWatch's data sources show it.</summary>
    /// <value>Up to 256 letters, digits, blanks and <c>_.:/=+-@</c>, not beginning with <c>aws</c> or <c>amazon</c>. Default null: no tag. Needs the permission <c>logs:TagResource</c> when the group is made.</value>
    public string? DataSourceName { get; set; }

    /// <summary>What a new group is tagged with as <c>cw:datasource:type</c>.</summary>
    /// <value>As <see cref="DataSourceName"/>, and only beside it. Default null: no tag.</value>
    public string? DataSourceType { get; set; }

    /// <summary>Whether events name the service that they come from, by which CloudWatch relates logs, metrics and traces (an entity).</summary>
    /// <remarks>An entity that CloudWatch Logs does not take never holds events up: one warning says so.</remarks>
    /// <value>Default true.</value>
    public bool SendEntity { get; set; } = true;

    /// <summary>The entity's name.</summary>
    /// <value>1 to 512 characters; default null: the recorder's source.</value>
    public string? EntityName { get; set; }

    /// <summary>The entity's environment.</summary>
    /// <value>1 to 512 characters; default null: the host's environment, as <c>Production</c>.</value>
    public string? EntityEnvironment { get; set; }

    /// <summary>Which time events have in CloudWatch Logs.</summary>
    /// <value>Default <see cref="CloudWatchLogsTimestamp.Recorded"/>.</value>
    public CloudWatchLogsTimestamp Timestamp { get; set; }

    /// <summary>How long a call that is not full waits for more events.</summary>
    /// <value>Zero to 5 minutes; default one second.</value>
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with these options, one sentence each that begins with the option's name; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems() => [.. CloudWatchLogsOptionProblems.Of(this)];
}
