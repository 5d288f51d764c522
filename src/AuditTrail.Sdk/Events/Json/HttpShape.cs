namespace AuditTrail.Events.Json;

/// <summary>The members of <c>additionalEventData.http</c>, which is ours.</summary>
internal static class HttpShape
{
    private static readonly PartShape<KeyValuePair<string, string>> NamedValue = new(
        () => new(string.Empty, string.Empty), _ => null, (p, _) => p,
        new TextField<KeyValuePair<string, string>>("name", p => p.Key, (p, v) => new(v ?? string.Empty, p.Value)),
        new TextField<KeyValuePair<string, string>>("value", p => p.Value, (p, v) => new(p.Key, v ?? string.Empty)));

    public static PartShape<HttpDetails> Whole { get; } = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<HttpDetails>("method", p => p.Method, (p, v) => p with { Method = v }),
        new TextField<HttpDetails>("route", p => p.Route, (p, v) => p with { Route = v }),
        new NumberField<HttpDetails>("status", p => p.Status, (p, v) => p with { Status = (int?)v }),
        new NumberField<HttpDetails>("timeToResponseMs", p => p.TimeToResponseMs, (p, v) => p with { TimeToResponseMs = v }),
        new NumberField<HttpDetails>("durationMs", p => p.DurationMs, (p, v) => p with { DurationMs = v }),
        new TextField<HttpDetails>("phase", p => p.Phase, (p, v) => p with { Phase = v }),
        new TextField<HttpDetails>("host", p => p.Host, (p, v) => p with { Host = v }),
        new TextField<HttpDetails>("peer", p => p.Peer, (p, v) => p with { Peer = v }),
        new TextField<HttpDetails>("forwardedFor", p => p.ForwardedFor, (p, v) => p with { ForwardedFor = v }),
        new TextField<HttpDetails>("forwarded", p => p.Forwarded, (p, v) => p with { Forwarded = v }),
        new TextField<HttpDetails>("traceId", p => p.TraceId, (p, v) => p with { TraceId = v }),
        new ListField<HttpDetails, KeyValuePair<string, string>>("query", NamedValue, p => p.Query, (p, v) => p with { Query = v }),
        new TextField<HttpDetails>("authentication", p => p.Authentication, (p, v) => p with { Authentication = v }),
        new TextField<HttpDetails>("authenticationScheme", p => p.AuthenticationScheme, (p, v) => p with { AuthenticationScheme = v }),
        new TextField<HttpDetails>("authenticationFailure", p => p.AuthenticationFailure, (p, v) => p with { AuthenticationFailure = v }),
        new TextField<HttpDetails>("ending", p => p.Ending, (p, v) => p with { Ending = v }),
        new NumberField<HttpDetails>("bytesSent", p => p.BytesSent, (p, v) => p with { BytesSent = (long?)v }),
        new TextField<HttpDetails>("handler", p => p.Handler, (p, v) => p with { Handler = v }),
        new ListField<HttpDetails, KeyValuePair<string, string>>("headers", NamedValue, p => p.Headers, (p, v) => p with { Headers = v }),
        new ListField<HttpDetails, KeyValuePair<string, string>>("responseHeaders", NamedValue, p => p.ResponseHeaders, (p, v) => p with { ResponseHeaders = v }),
        new NumberField<HttpDetails>("bytesReceived", p => p.BytesReceived, (p, v) => p with { BytesReceived = (long?)v }),
        new NumberField<HttpDetails>("grpcStatus", p => p.GrpcStatus, (p, v) => p with { GrpcStatus = (int?)v }),
        new NumberField<HttpDetails>("closeStatus", p => p.CloseStatus, (p, v) => p with { CloseStatus = (int?)v }));
}
