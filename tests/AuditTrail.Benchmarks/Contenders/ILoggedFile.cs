namespace AuditTrail.Benchmarks.Contenders;

/// <summary>A logging library that writes the fields of <see cref="SampleEvent"/> as properties in its own JSON, one event a line. Thread-safe.</summary>
internal interface ILoggedFile : IDisposable
{
    /// <summary>Logs one event with an id of its own; returns when the library does.</summary>
    void Log(int order);

    /// <summary>Waits until what was logged has left the library's queue.</summary>
    void Drain();
}
