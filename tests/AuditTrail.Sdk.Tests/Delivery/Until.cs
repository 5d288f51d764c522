using System.Runtime.CompilerServices;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Delivery;

/// <summary>Waits for a condition that says itself what it is; moves a manual clock on meanwhile, if there is one.</summary>
internal static class Until
{
    public static Task TrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string text = "") => Eventually.IsTrueAsync(condition, text);

    /// <summary>How far a manual clock was moved.</summary>
    public static TimeSpan Elapsed(this ManualTimeProvider time) => TimeSpan.FromTicks(time.GetTimestamp());

    /// <summary>Moves on step by step until something is true, letting the others run in between.</summary>
    public static Task AdvanceUntilAsync(this ManualTimeProvider time, Func<bool> condition, TimeSpan step, [CallerArgumentExpression(nameof(condition))] string text = "") =>
        Eventually.IsTrueAsync(
            () =>
            {
                if (condition())
                {
                    return true;
                }

                time.Advance(step);
                return condition();
            },
            text);
}
