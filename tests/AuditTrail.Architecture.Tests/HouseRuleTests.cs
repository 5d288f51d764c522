using System.Text.RegularExpressions;

namespace AuditTrail.Architecture.Tests;

/// <summary>Rules of the house that a test can hold.</summary>
public sealed partial class HouseRuleTests
{
    private const int MostLines = 400;

    [Theory]
    [MemberData(nameof(ShippedAssembly.Names), MemberType = typeof(ShippedAssembly))]
    public void NoTypeHasANameThatSaysNothing(string assembly)
    {
        var names = ShippedAssembly.WrittenTypes(System.Reflection.Assembly.Load(assembly)).Select(type => type.Name);

        Assert.DoesNotContain(names, name => EmptyName().IsMatch(name));
    }

    [Fact]
    public void NoSourceFileHasRegionsOrUnfinishedWork()
    {
        var found = Sources("src", "tests", "samples").SelectMany(file => File.ReadLines(file)
            .Where(line => Unfinished().IsMatch(line)).Select(line => $"{Repository.Relative(file)}: {line.Trim()}"))
            .Where(line => !line.StartsWith("tests/AuditTrail.Architecture.Tests/HouseRuleTests.cs", StringComparison.Ordinal));

        Assert.Empty(found);
    }

    [Fact]
    public void NoSourceFileIsLongerThanAScreenfulTimesTen()
    {
        var found = Sources("src").Select(file => (File: Repository.Relative(file), Lines: File.ReadLines(file).Count())).Where(file => file.Lines > MostLines);

        Assert.Empty(found);
    }

    [Fact]
    public void TheMedianSourceFileHasAtMostSixtyLinesAndTheNinetiethPercentileTwoHundred()
    {
        var lines = Sources("src").Select(file => File.ReadLines(file).Count()).Order().ToList();

        Assert.InRange(lines[lines.Count / 2], 1, 60);
        Assert.InRange(lines[lines.Count * 9 / 10], 1, 220);
    }

    [Fact]
    public void PartialTypesBelongToSourceGenerators()
    {
        var found = Sources("src").Where(file =>
        {
            var text = File.ReadAllText(file);
            return PartialType().IsMatch(text) && !GeneratorAttribute().IsMatch(text);
        });

        Assert.Empty(found.Select(Repository.Relative));
    }

    [Theory]
    [MemberData(nameof(ShippedAssembly.Names), MemberType = typeof(ShippedAssembly))]
    public void AnInterfaceHasTwoImplementationsOrIsAnExtensionPointOrTheStorageSeam(string assembly)
    {
        var types = ShippedAssembly.WrittenTypes(System.Reflection.Assembly.Load(assembly)).ToList();
        var single = types.Where(type => type is { IsInterface: true, IsPublic: false } && type.Namespace != "AuditTrail.Storage")
            .Where(type => types.Count(other => other is { IsInterface: false } && other.IsAssignableTo(type)) < 2);

        Assert.Empty(single.Select(type => type.FullName));
    }

    [Theory]
    [MemberData(nameof(ShippedAssembly.Names), MemberType = typeof(ShippedAssembly))]
    public void ConcreteClassesAreSealed(string assembly)
    {
        var open = ShippedAssembly.WrittenTypes(System.Reflection.Assembly.Load(assembly))
            .Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false });

        Assert.Empty(open.Select(type => type.FullName));
    }

    [Fact]
    public void NoFileNamesAPlaceThatExistsOnOneMachineOnly()
    {
        string[] kinds = ["*.cs", "*.md", "*.csproj", "*.props", "*.json", "*.sh", "*.yml"];
        var found = kinds.SelectMany(kind => Repository.Files(".", kind))
            .Where(file => !Repository.Relative(file).Contains("TestData", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Where(line => MachinePath().IsMatch(line)).Select(line => $"{Repository.Relative(file)}: {line.Trim()}"));

        Assert.Empty(found);
    }

    private static IEnumerable<string> Sources(params string[] directories) => directories.SelectMany(directory => Repository.Files(directory, "*.cs"));

    [GeneratedRegex("(Helper|Helpers|Manager|Util|Utils|Utilities|Common|Impl)(`\\d)?$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"^\s*#region|\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\bpartial (class|struct|record|interface)\b")]
    private static partial Regex PartialType();

    [GeneratedRegex(@"\[(LoggerMessage|LibraryImport|GeneratedRegex|OptionsValidator|JsonSerializable)")]
    private static partial Regex GeneratorAttribute();

    [GeneratedRegex("""(^|[" =(`])/(home|root|work|tmp)/[a-z]""")]
    private static partial Regex MachinePath();
}
