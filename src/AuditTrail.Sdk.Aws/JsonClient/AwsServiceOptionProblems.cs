namespace AuditTrail.Aws;

/// <summary>What can be seen to be wrong in the options that services have in common, before any request is made.</summary>
internal static class AwsServiceOptionProblems
{
    public static IEnumerable<string?> Of(AwsServiceOptions options)
    {
        yield return OptionProblem.OfEndpoint(nameof(options.Endpoint), options.Endpoint);
        yield return options is { Endpoint: not null, UseFips: true } ? $"{nameof(options.UseFips)} is set beside {nameof(options.Endpoint)}; an endpoint of your own is taken as it is, so take one of the two out." : null;
        yield return options is { Endpoint: not null, UseDualStack: true } ? $"{nameof(options.UseDualStack)} is set beside {nameof(options.Endpoint)}; an endpoint of your own is taken as it is, so take one of the two out." : null;
        yield return OptionProblem.OfTime(nameof(options.Timeout), options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        yield return OptionProblem.OfTime(nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
    }
}
