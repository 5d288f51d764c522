namespace AuditTrail.Tests.Support;

/// <summary>A fresh directory, deleted afterwards.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("audittrail-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
