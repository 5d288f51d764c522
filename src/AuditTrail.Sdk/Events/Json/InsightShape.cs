namespace AuditTrail.Events.Json;

/// <summary>The members of <c>insightDetails</c> and its parts.</summary>
internal static class InsightShape
{
    private static readonly PartShape<InsightAverage> Average = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new NumberField<InsightAverage>("average", p => p.Average, (p, v) => p with { Average = v }));

    private static readonly PartShape<InsightStatistics> Statistics = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new ObjectField<InsightStatistics, InsightAverage>("baseline", Average, p => p.Baseline, (p, v) => p with { Baseline = v }),
        new ObjectField<InsightStatistics, InsightAverage>("insight", Average, p => p.Insight, (p, v) => p with { Insight = v }),
        new NumberField<InsightStatistics>("insightDuration", p => p.InsightDuration, (p, v) => p with { InsightDuration = v }),
        new NumberField<InsightStatistics>("baselineDuration", p => p.BaselineDuration, (p, v) => p with { BaselineDuration = v }));

    private static readonly PartShape<InsightValue> Value = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<InsightValue>("value", p => p.Value, (p, v) => p with { Value = v }),
        new NumberField<InsightValue>("average", p => p.Average, (p, v) => p with { Average = v }));

    private static readonly PartShape<InsightAttribution> Attribution = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<InsightAttribution>("attribute", p => p.Attribute, (p, v) => p with { Attribute = v }),
        new ListField<InsightAttribution, InsightValue>("insight", Value, p => p.Insight, (p, v) => p with { Insight = v }),
        new ListField<InsightAttribution, InsightValue>("baseline", Value, p => p.Baseline, (p, v) => p with { Baseline = v }));

    private static readonly PartShape<InsightContext> Context = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new ObjectField<InsightContext, InsightStatistics>("statistics", Statistics, p => p.Statistics, (p, v) => p with { Statistics = v }),
        new ListField<InsightContext, InsightAttribution>("attributions", Attribution, p => p.Attributions, (p, v) => p with { Attributions = v }));

    public static PartShape<InsightDetails> Whole { get; } = new(
        () => new(), p => p.Layout, (p, l) => p with { Layout = l },
        new TextField<InsightDetails>("state", p => p.State, (p, v) => p with { State = v }),
        new TextField<InsightDetails>("eventSource", p => p.EventSource, (p, v) => p with { EventSource = v }),
        new TextField<InsightDetails>("eventName", p => p.EventName, (p, v) => p with { EventName = v }),
        new TextField<InsightDetails>("insightType", p => p.InsightType, (p, v) => p with { InsightType = v }),
        new TextField<InsightDetails>("errorCode", p => p.ErrorCode, (p, v) => p with { ErrorCode = v }),
        new ObjectField<InsightDetails, InsightContext>("insightContext", Context, p => p.InsightContext, (p, v) => p with { InsightContext = v }));
}
