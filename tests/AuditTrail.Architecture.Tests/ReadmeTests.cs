using System.Text.RegularExpressions;

namespace AuditTrail.Architecture.Tests;

/// <summary>What the documents name exists.</summary>
public sealed partial class ReadmeTests
{
    private static readonly Lazy<string> AllCode = new(() =>
        string.Join('\n', new[] { "src", "tests", "samples" }.SelectMany(directory => Repository.Files(directory, "*.cs")).Select(File.ReadAllText)));

    public static TheoryData<string> Documents => [.. Repository.Files(".", "*.md").Select(Repository.Relative)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryNameOfOursInADocumentExistsInTheCode(string document)
    {
        var text = FencedBlock().Replace(File.ReadAllText(Path.Combine(Repository.Root, document)), "");
        var missing = Names(text).Where(name => !Exists(name)).Distinct(StringComparer.Ordinal);

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryRelativeLinkInADocumentLeadsSomewhere(string document)
    {
        var directory = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        var broken = Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, document))).Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(directory, target.Split('#')[0])));

        Assert.Empty(broken);
    }

    [Fact]
    public void AFolderReadmeHasAtMostFortyLines()
    {
        var tooLong = Repository.Files("src", "README.md").Where(file => File.ReadLines(file).Count() > 40);

        Assert.Empty(tooLong.Select(Repository.Relative));
    }

    [Fact]
    public void EveryFolderOfTheCoreHasAReadme()
    {
        var without = Directory.GetDirectories(Path.Combine(Repository.Root, "src", "AuditTrail.Sdk"))
            .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj") && !File.Exists(Path.Combine(folder, "README.md")));

        Assert.Empty(without.Select(Repository.Relative));
    }

    /// <summary>Identifiers in backticks with an inner capital, which prose and other people's names rarely have.</summary>
    private static IEnumerable<string> Names(string text) =>
        Backticked().Matches(text).Select(match => match.Groups[1].Value).Where(name => Identifier().IsMatch(name));

    private static bool Exists(string name) =>
        name.Split('.').All(part => Regex.IsMatch(AllCode.Value, $@"\b{Regex.Escape(part)}\b", RegexOptions.None, TimeSpan.FromSeconds(10)));

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Backticked();

    [GeneratedRegex("^[A-Z][a-z0-9]+[A-Z][A-Za-z0-9]*(\\.[A-Z][A-Za-z0-9]*)*$")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex FencedBlock();
}
