namespace AuditTrail.Diagnostics;

/// <summary>Keeps the pipeline from auditing its own calls: while a sink runs, what it does is not recorded.</summary>
internal static class AuditSuppression
{
    private static readonly AsyncLocal<bool> Active = new();

    /// <summary>True on the logical path of a sink's call: recording must do nothing here.</summary>
    public static bool IsActive => Active.Value;

    /// <summary>Suppresses recording for the rest of the calling asynchronous method and for all that it calls.</summary>
    public static void Begin() => Active.Value = true;
}
