using System.Runtime.InteropServices;
using AuditTrail.Tool;
using AuditTrail.Tool.Output;

using var interrupt = new CancellationTokenSource();

// The first Ctrl-C or SIGTERM ends the work, the second one the process.
void OnSignal(PosixSignalContext context)
{
    context.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
}

using var ctrlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
return await new CommandLine(Terminal.OfTheProcess(), TimeProvider.System).RunAsync(args, interrupt.Token);
