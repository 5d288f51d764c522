using System.Buffers.Binary;
using AuditTrail.Benchmarks.Contenders;

namespace AuditTrail.Benchmarks.Survival;

/// <summary>A process that records one event after the other, says of each on its standard output that the call has returned, and is killed meanwhile.</summary>
internal static class RecordingChild
{
    public const string Ours = "AuditTrail, Durable";

    public static IReadOnlyList<string> Contenders { get; } = ["Serilog AuditTo.File", "Serilog WriteTo.File", "Serilog WriteTo.Async", "NLog file", "NLog async", Ours];

    /// <param name="contender">One of <see cref="Contenders"/>.</param>
    /// <param name="directory">Where it writes.</param>
    /// <param name="events">How many; then it ends by itself.</param>
    public static async Task RunAsync(string contender, string directory, int events)
    {
        using var output = Console.OpenStandardOutput();
        var said = new byte[4];
        if (contender == Ours)
        {
            using var application = await RecordingApplication.StartAsync(directory);
            for (var order = 1; order <= events; order++)
            {
                await application.Recorder.RecordAsync(SampleEvent.Build(order));
                Say(order);
            }

            return;
        }

        using var log = Open(contender, directory);
        for (var order = 1; order <= events; order++)
        {
            log.Log(order);
            Say(order);
        }

        void Say(int order)
        {
            BinaryPrimitives.WriteInt32LittleEndian(said, order);
            output.Write(said);
        }
    }

    private static ILoggedFile Open(string contender, string directory) => contender switch
    {
        "Serilog AuditTo.File" => SerilogFile.Audit(directory),
        "Serilog WriteTo.File" => SerilogFile.Write(directory),
        "Serilog WriteTo.Async" => SerilogFile.Async(directory),
        "NLog file" => new NLogFile(directory, asynchronous: false),
        "NLog async" => new NLogFile(directory, asynchronous: true),
        _ => throw new ArgumentException($"No contender '{contender}'.", nameof(contender)),
    };
}
