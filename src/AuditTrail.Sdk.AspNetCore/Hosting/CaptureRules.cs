using System.Collections.Frozen;
using AuditTrail.Events;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore;

/// <summary>The options, checked and frozen.</summary>
internal sealed class CaptureRules
{
    private readonly RecordOptions _recording;

    /// <exception cref="OptionsValidationException">A value is out of range.</exception>
    public CaptureRules(AuditHttpOptions options, bool asksEverywhere = false)
    {
        var problems = options.Problems.Concat(Problems(options)).ToArray();
        if (problems.Length > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(AuditHttpOptions), problems);
        }

        Unmatched = options.Unmatched;
        SkipHealthChecks = options.SkipHealthChecks;
        AsksEverywhere = asksEverywhere;
        AllowedQueryParameters = options.AllowedQueryParameters.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        AllowedRouteParameters = options.AllowedRouteParameters.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        RequestHeaders = new HeaderFields(options.AllowedHeaders);
        ResponseHeaders = new HeaderFields(options.AllowedResponseHeaders);
        LongResponse = options.LongResponse;
        LargeResponse = options.LargeResponse;
        RecordRoles = options.RecordRoles;
        TenantClaim = options.TenantClaim;
        ClaimedNames = new ClaimedName(options.ClaimedNameKey);
        MapIdentity = options.MapIdentity;
        Enrich = options.Enrich;
        _recording = new RecordOptions { Guarantee = options.Guarantee, WaitLimit = options.WaitLimit, OnFailure = RecordFailurePolicy.Continue };
        RecordingAttempts = _recording with { Guarantee = AuditGuarantee.Durable, Phase = RecordPhase.Attempt };
    }

    public UnmatchedRequests Unmatched { get; }

    public bool SkipHealthChecks { get; }

    /// <summary>Whether endpoints ask for credentials that do not say so themselves: the application has a fallback policy.</summary>
    public bool AsksEverywhere { get; }

    public FrozenSet<string> AllowedQueryParameters { get; }

    public FrozenSet<string> AllowedRouteParameters { get; }

    public HeaderFields RequestHeaders { get; }

    public HeaderFields ResponseHeaders { get; }

    public TimeSpan LongResponse { get; }

    public long LargeResponse { get; }

    public bool RecordRoles { get; }

    public string? TenantClaim { get; }

    public ClaimedName ClaimedNames { get; }

    public Func<HttpContext, UserIdentity, UserIdentity>? MapIdentity { get; }

    public Action<HttpContext, AuditEventBuilder>? Enrich { get; }

    /// <summary>Durable whatever the options say.</summary>
    public RecordOptions RecordingAttempts { get; }

    /// <summary>How a request's events are recorded that are not attempts.</summary>
    public RecordOptions RecordingAfter(Attempt attempt) => attempt switch
    {
        Attempt.None => _recording,
        Attempt.Recorded => _recording with { Phase = RecordPhase.Outcome },

        // The caller has waited for the attempt in vain: the refusal is not held up for the same reason a second time.
        _ => _recording with { Phase = RecordPhase.Outcome, Guarantee = AuditGuarantee.Accepted },
    };

    /// <summary>The application's mapping, if it has one. Where that throws, the identity stays, with a note.</summary>
    public UserIdentity Map(HttpContext context, UserIdentity identity, ref CaptureProblems problems)
    {
        if (MapIdentity is not { } map)
        {
            return identity;
        }

        try
        {
            return map(context, identity) ?? identity;
        }
        catch (Exception exception)
        {
            problems.Add(nameof(AuditHttpOptions.MapIdentity), exception);
            return identity;
        }
    }

    /// <summary>What the application adds to every event. Where that throws, there is a note.</summary>
    public void EnrichWith(HttpContext context, AuditEventBuilder e, ref CaptureProblems problems)
    {
        try
        {
            Enrich?.Invoke(context, e);
        }
        catch (Exception exception)
        {
            problems.Add(nameof(AuditHttpOptions.Enrich), exception);
        }
    }

    private static IEnumerable<string> Problems(AuditHttpOptions options)
    {
        if (options.Recorder is null)
        {
            yield return $"{Named(nameof(options.Recorder))} is null; leave it empty for the application's recorder.";
        }

        if (!Enum.IsDefined(options.Unmatched))
        {
            yield return $"{Named(nameof(options.Unmatched))} is {options.Unmatched}; expected Failed, All or None.";
        }

        if (options.TenantClaim is not null && string.IsNullOrWhiteSpace(options.TenantClaim))
        {
            yield return $"{Named(nameof(options.TenantClaim))} is blank; expected a claim's type, such as tid, or null for none.";
        }

        if (options.ClaimedNameKey is { Length: < ClaimedName.MinKeyLength })
        {
            yield return $"{Named(nameof(options.ClaimedNameKey))} has {options.ClaimedNameKey.Length} characters; expected at least {ClaimedName.MinKeyLength}, or null for a random key.";
        }

        if (options.LongResponse < TimeSpan.Zero)
        {
            yield return $"{Named(nameof(options.LongResponse))} is {options.LongResponse}; expected zero or more.";
        }

        if (options.LargeResponse < 1)
        {
            yield return $"{Named(nameof(options.LargeResponse))} is {options.LargeResponse}; expected one or more bytes.";
        }

        if (options.WaitLimit <= TimeSpan.Zero)
        {
            yield return $"{Named(nameof(options.WaitLimit))} is {options.WaitLimit}; expected more than zero, or null for the recorder's.";
        }

        foreach (var problem in HeaderProblems(nameof(options.AllowedHeaders), options.AllowedHeaders).Concat(HeaderProblems(nameof(options.AllowedResponseHeaders), options.AllowedResponseHeaders)))
        {
            yield return problem;
        }
    }

    /// <summary>Both code and configuration may have set it.</summary>
    private static string Named(string option) => $"{nameof(AuditHttpOptions)}.{option} (AuditTrail:Http:{option})";

    private static IEnumerable<string> HeaderProblems(string option, ISet<string> names)
    {
        option = Named(option);
        if (names.Count > HeaderFields.MaxCount)
        {
            yield return $"{option} has {names.Count} names; at most {HeaderFields.MaxCount} are recorded.";
        }

        foreach (var name in names)
        {
            if (SecretHeader.Matches(name))
            {
                yield return $"{option}: '{name}' is never recorded, since headers of such a name carry credentials. Remove it.";
            }
            else if (name.Length is 0 or > 128 || !name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)))
            {
                yield return $"{option}: '{BoundedText.Cut(name, 64)}' is no header's name.";
            }
        }
    }
}
