using System.Globalization;
using AuditTrail.Sinks;

namespace AuditTrail.Aws;

/// <summary>Reads of an answer what became of each event of its request.</summary>
/// <remarks>
/// Taken is only what the answer names as taken and not as failed too. What it does not name, or names in two ways, comes again: the worst is an event twice, with one
/// <c>UID</c>. Ids that nobody sent are ignored. A code that no document has is taken for the event's own only if the channel takes others: it could be one of the channel's,
/// and would drain the trail into its dead letters.
/// </remarks>
internal sealed class LakeAnswers(LakeCures cures)
{
    private static readonly TimeSpan WhenMended = TimeSpan.FromMinutes(5);

    // Source: the service model, for these and InvalidRecipient, AccountNotSubscribed, Throttling and InternalFailure.
    private static readonly string[] OfTheEvent = ["FieldTooLong", "FieldNotFound", "InvalidChecksum", "InvalidData", "InvalidEventSource"];

    // The last two of those pass, and so does what is named alike.
    private static readonly string[] Passing = ["Throttl", "Internal", "Unavailable", "Timeout", "TimedOut", "LimitExceeded", "TooManyRequests"];

    /// <summary>The channel took an event in this sink's life: what it refuses now is not the options' fault.</summary>
    public bool HasTaken { get; private set; }

    /// <summary>Settles what is certain.</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="response">What was answered.</param>
    /// <param name="settled">Where it is kept.</param>
    /// <returns>Null if every event is settled, else why the others come again.</returns>
    public DeliveryResult? Settle(IReadOnlyList<LakeEntry> request, PutAuditEventsResponse response, PartialDelivery settled)
    {
        var taken = (response.Successful ?? []).Where(one => one?.Id is not null).Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        var failed = (response.Failed ?? []).Where(one => one?.Id is not null).ToLookup(one => one.Id, StringComparer.Ordinal);
        var open = new List<(FailureClass Class, string Reason)>();
        var takesOthers = request.Count == 1 ? HasTaken : request.Any(one => taken.Contains(one.Entry.Id) && !failed.Contains(one.Entry.Id));
        foreach (var (number, entry) in request)
        {
            var failures = failed[entry.Id].Select(failure => (Class: ClassOf(failure.ErrorCode, takesOthers), Reason: ReasonOf(failure))).Distinct().ToList();
            switch (taken.Contains(entry.Id), failures)
            {
                case (true, []):
                    settled.Delivered(number);
                    HasTaken = true;
                    break;
                case (false, [(FailureClass.Reject, var reason)]):
                    settled.Rejected(number, reason);
                    break;
                case (false, [var failure]):
                    open.Add(failure);
                    break;
                case (false, []):
                    open.Add((FailureClass.Retry, "the answer does not name it"));
                    break;
                default:
                    open.Add((FailureClass.Retry, "the answer names it in two ways"));
                    break;
            }
        }

        return open.Count == 0 ? null : Again(open, request.Count);
    }

    private static DeliveryResult Again(List<(FailureClass Class, string Reason)> open, int all)
    {
        // Who throttles asks to come back soon; who has to be mended does not notice.
        var first = open.FirstOrDefault(one => one.Class == FailureClass.Configuration, open[0]);
        return DeliveryResult.Retry(
            string.Create(CultureInfo.InvariantCulture, $"PutAuditEvents did not take {open.Count} of {all} events: {first.Reason}"),
            open.TrueForAll(one => one.Class == FailureClass.Configuration) ? WhenMended : null);
    }

    private FailureClass ClassOf(string? code, bool takesOthers) =>
        string.IsNullOrWhiteSpace(code) ? FailureClass.Retry
        : OfTheEvent.Contains(code, StringComparer.Ordinal) ? FailureClass.Reject
        : cures.OfEntry(code) is not null || LakeCures.IsAboutTheCaller(code) ? FailureClass.Configuration
        : Passing.Any(part => code.Contains(part, StringComparison.OrdinalIgnoreCase)) ? FailureClass.Retry
        : takesOthers ? FailureClass.Reject
        : FailureClass.Configuration;

    private string ReasonOf(PutAuditEventsFailure failure)
    {
        var code = failure.ErrorCode ?? "no error code";
        var cure = failure.ErrorCode is { } name && cures.OfEntry(name) is { } words ? $" {words}" : "";
        return FailureWords.OneLine(string.IsNullOrWhiteSpace(failure.ErrorMessage) ? $"{code}.{cure}" : $"{code}: {failure.ErrorMessage}{cure}");
    }
}
