using System.Globalization;
using AuditTrail.Diagnostics;
using AuditTrail.Recording;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuditTrail.Hosting;

/// <summary>Unhealthy while nothing can be recorded, or when events were late or lost a short time ago; degraded while a trail fails or the journal fills up.</summary>
internal sealed class AuditTrailHealthCheck(IAuditRecorder recorder, TimeProvider time) : IHealthCheck
{
    /// <summary>How long a late or lost event keeps the recorder unhealthy: long enough for any probe to see it.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = recorder.GetStatus();
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["durableSequence"] = status.DurableSequence,
            ["lost"] = status.Lost,
            ["late"] = status.Late,
            ["queued"] = status.Queued,
            ["journalBytes"] = status.JournalBytes,
        };
        if (Unhealthy(status) is { } failure)
        {
            return Task.FromResult(new HealthCheckResult(context.Registration.FailureStatus, failure, data: data));
        }

        var warning = Degraded(status);
        return Task.FromResult(warning is null ? HealthCheckResult.Healthy("Events are recorded.", data) : HealthCheckResult.Degraded(warning, data: data));
    }

    private static string? Degraded(RecorderStatus status)
    {
        var warnings = status.Trails
            .Where(trail => trail.Problem is not null || trail.Removed)
            .Select(trail => trail.Removed ? $"The trail '{trail.Name}' is no longer set up and holds {trail.Pending} events." : $"The trail '{trail.Name}' is failing: {trail.Problem}")
            .ToList();
        if (status.JournalBudget > 0 && status.JournalBytes > status.JournalBudget / 2)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"The journal has used {100 * status.JournalBytes / status.JournalBudget} % of its {status.JournalBudget} bytes; when it is full, events are lost. See which trail is behind."));
        }

        return warnings.Count == 0 ? null : string.Join(" ", warnings);
    }

    private string? Unhealthy(RecorderStatus status)
    {
        if (status.Problem is { } problem)
        {
            return $"Events cannot be recorded: {problem}";
        }

        return status.LastFailure is { } last && time.GetUtcNow() - last < Memory
            ? string.Create(CultureInfo.InvariantCulture, $"Events were not recorded in time, the last at {last:O}; in this run {status.Lost} were lost and {status.Late} late.")
            : null;
    }
}
