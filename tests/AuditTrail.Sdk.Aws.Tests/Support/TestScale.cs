namespace AuditTrail.Aws.Tests.Support;

/// <summary>How long tests may take: AUDITTRAIL_TEST_SCALE is fast, normal (default) or slow.</summary>
internal static class TestScale
{
    public static T Of<T>(T fast, T normal, T slow) => Environment.GetEnvironmentVariable("AUDITTRAIL_TEST_SCALE") switch
    {
        "fast" => fast,
        "slow" => slow,
        _ => normal,
    };
}
