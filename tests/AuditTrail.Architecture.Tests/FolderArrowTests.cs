namespace AuditTrail.Architecture.Tests;

/// <summary>Who may see whom in the core. A folder is a namespace; what a type mentions is read from the compiled code.</summary>
public sealed class FolderArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Diagnostics"] = [],
        ["Events"] = [],
        ["Storage"] = [],
        ["Journal"] = ["Storage"],
        ["Sinks"] = ["Events", "Storage"],
        ["Trails"] = ["Events", "Sinks"],
        ["Recording"] = ["Events", "Journal"],
        ["Archive"] = ["Events", "Sinks", "Storage"],
        ["Delivery"] = ["Events", "Trails", "Sinks", "Journal", "Storage"],
        ["Hosting"] = ["Events", "Storage", "Journal", "Sinks", "Trails", "Recording", "Delivery", "Archive"],
    };

    [Fact]
    public void EveryArrowBetweenTheCoresFoldersIsOneOfTheDesigns()
    {
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in ShippedAssembly.Core.GetTypes())
        {
            if (FolderOf(type) is not { } from)
            {
                continue;
            }

            foreach (var to in TypeReferences.Of(type).Select(FolderOf).Where(to => to is not null && to != from && to != "Diagnostics"))
            {
                if (!Allowed.TryGetValue(from, out var allowed) || !allowed.Contains(to, StringComparer.Ordinal))
                {
                    wrong.Add($"{from} -> {to} (in {type.FullName})");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void TheScanSeesTheArrowsThatExist()
    {
        // A scan that finds nothing would hold any rule.
        var seen = ShippedAssembly.Core.GetTypes().Where(type => FolderOf(type) == "Recording").SelectMany(TypeReferences.Of).Select(FolderOf).ToHashSet();

        Assert.Contains("Journal", seen);
        Assert.Contains("Events", seen);
    }

    [Fact]
    public void AFolderOfTheCoreIsANamespaceAndTheOtherWayRound()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src", "AuditTrail.Sdk")).Select(Path.GetFileName)
            .Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal);

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), folders);
    }

    private static string? FolderOf(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        if (type.Assembly != ShippedAssembly.Core || type.Namespace is null)
        {
            return null;
        }

        // AddAuditTrail lives where applications look for it, and in Hosting's folder.
        return type.Namespace.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) ? "Hosting"
            : type.Namespace.StartsWith("AuditTrail.", StringComparison.Ordinal) ? type.Namespace.Split('.')[1]
            : null;
    }
}
