namespace AuditTrail.Aws.Tests.Support;

/// <summary>Variables of this process, until it is disposed.</summary>
internal sealed class ChangedEnvironment : IDisposable
{
    private readonly List<(string Name, string? Value)> _before;

    public ChangedEnvironment(params (string Name, string? Value)[] variables)
    {
        _before = [.. variables.Select(variable => (variable.Name, Environment.GetEnvironmentVariable(variable.Name)))];
        Set(variables);
    }

    public void Dispose() => Set(_before);

    private static void Set(IEnumerable<(string Name, string? Value)> variables)
    {
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
