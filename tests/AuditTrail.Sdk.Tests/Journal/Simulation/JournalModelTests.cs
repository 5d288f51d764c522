using FsCheck;
using FsCheck.Fluent;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>Random programs against the model, on a disk that works; a program that fails is shrunk to its few steps.</summary>
public sealed class JournalModelTests
{
    [Fact]
    public void TheJournalBehavesLikeItsModelInEveryProgram()
    {
        var step = Gen.Choose(0, SimulatedLife.Steps + 3);
        var programs = Gen.ArrayOf(step).ToArbitrary();
        var config = Config.QuickThrowOnFailure.WithMaxTest(TestScale.Of(100, 300, 20_000)).WithEndSize(50);

        Check.One(config, Prop.ForAll(programs, Run));
    }

    private static void Run(int[] program) => new JournalSimulation(42, new SimulationSettings()).RunAsync(program).GetAwaiter().GetResult();
}
